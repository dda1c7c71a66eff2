package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.persistence.AttributeConverter;
import java.util.List;

/** Keeps merged tickets as JSON text. */
public class MergedTicketsColumn implements AttributeConverter<List<MergedTicket>, String> {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
  private static final ObjectReader MERGED = JSON.readerForListOf(MergedTicket.class);

  @Override
  public String convertToDatabaseColumn(List<MergedTicket> merged) {
    try {
      return JSON.writeValueAsString(merged);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<MergedTicket> convertToEntityAttribute(String column) {
    try {
      return MERGED.readValue(column);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
