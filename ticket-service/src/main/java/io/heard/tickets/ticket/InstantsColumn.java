package io.heard.tickets.ticket;

import jakarta.persistence.AttributeConverter;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Keeps instants as text, separated by blanks. */
public class InstantsColumn implements AttributeConverter<List<Instant>, String> {

  @Override
  public String convertToDatabaseColumn(List<Instant> instants) {
    return instants.stream().map(Instant::toString).collect(Collectors.joining(" "));
  }

  @Override
  public List<Instant> convertToEntityAttribute(String column) {
    return column.isEmpty() ? List.of() : Stream.of(column.split(" ")).map(Instant::parse).toList();
  }
}
