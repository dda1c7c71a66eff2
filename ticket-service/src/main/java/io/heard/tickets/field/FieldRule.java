package io.heard.tickets.field;

import io.heard.tickets.field.FieldApi.View;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;

/** What one field may hold. */
final class FieldRule {

  private static final int LONGEST = 10_000;

  private FieldRule() {}

  /** What is wrong with a value, empty when nothing is. */
  static Optional<String> mistake(View field, Object value) {
    if (!field.active()) {
      return Optional.of("is not to be set any more");
    }
    boolean fits =
        switch (field.type()) {
          case TEXT -> value instanceof String text && text.length() <= LONGEST;
          case NUMBER -> value instanceof Number number && within(field, number);
          case DATE -> value instanceof String text && isDate(text);
          case BOOLEAN -> value instanceof Boolean;
          case ENUM -> value instanceof String text && field.options().contains(text);
          case ENUM_LIST ->
              value instanceof Collection<?> several
                  && field.options().containsAll(several)
                  && new HashSet<>(several).size() == several.size();
        };
    return fits ? Optional.empty() : Optional.of(expected(field));
  }

  private static boolean within(View field, Number number) {
    BigDecimal value = new BigDecimal(number.toString());
    return (field.min() == null || value.compareTo(field.min()) >= 0)
        && (field.max() == null || value.compareTo(field.max()) <= 0);
  }

  private static boolean isDate(String text) {
    try {
      int year = LocalDate.parse(text).getYear();
      return year >= 0 && year <= 9999;
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String expected(View field) {
    return switch (field.type()) {
      case TEXT -> "must be a text of at most " + LONGEST + " characters";
      case NUMBER ->
          "must be a number"
              + (field.min() == null ? "" : " from " + field.min().toPlainString())
              + (field.max() == null ? "" : " up to " + field.max().toPlainString());
      case DATE -> "must be a date such as 2026-03-21";
      case BOOLEAN -> "must be true or false";
      case ENUM -> "must be one of " + String.join(", ", field.options());
      case ENUM_LIST ->
          "must be a list of " + String.join(", ", field.options()) + ", each at most once";
    };
  }
}
