package io.heard.tickets.ticket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.persistence.AttributeConverter;
import java.util.Map;

/** Keeps custom fields as JSON. */
public class CustomFieldsColumn implements AttributeConverter<Map<String, Object>, String> {

  private static final int MAX_LENGTH = 20_000;

  /** They travel with events, and a change carries them twice. */
  static final String LIMIT_MESSAGE =
      "must have at most " + MAX_LENGTH + " characters as JSON, all fields together";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final ObjectReader FIELDS = JSON.readerForMapOf(Object.class);

  static boolean fits(Map<String, Object> fields) {
    return new CustomFieldsColumn().convertToDatabaseColumn(fields).length() <= MAX_LENGTH;
  }

  @Override
  public String convertToDatabaseColumn(Map<String, Object> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Map<String, Object> convertToEntityAttribute(String column) {
    try {
      return FIELDS.readValue(column);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
