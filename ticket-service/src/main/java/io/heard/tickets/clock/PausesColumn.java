package io.heard.tickets.clock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.heard.tickets.calendar.Pause;
import jakarta.persistence.AttributeConverter;
import java.util.List;

/** Keeps a clock's pauses as JSON text. */
public class PausesColumn implements AttributeConverter<List<Pause>, String> {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
  private static final String NONE = "[]";
  private static final ObjectReader PAUSES = JSON.readerForListOf(Pause.class);

  @Override
  public String convertToDatabaseColumn(List<Pause> pauses) {
    try {
      return JSON.writeValueAsString(pauses);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public List<Pause> convertToEntityAttribute(String column) {
    return read(column);
  }

  /** Nearly every clock has none: that is not parsed. */
  static List<Pause> read(String column) {
    try {
      return NONE.equals(column) ? List.of() : PAUSES.readValue(column);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
