package io.heard.kit.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a request body whole: syntax, encoding, unknown fields, types and Bean Validation
 * constraints are checked in one go and refused in one {@link Problem} that names every offending
 * field. An empty body counts as {@code {}}, so that what is required is named there as well.
 */
@ApplicationScoped
public class StrictJson {

  private static final int MAX_ERRORS = 100;
  private static final int MAX_DEPTH = 64;
  private static final int MAX_DIGITS = 300;
  private static final Pattern SUSPICIOUS = Pattern.compile("\\\\u|\\d[eE]|\\d{50}");

  @Inject ObjectMapper mapper;
  @Inject Validator validator;
  @Inject @Any Instance<BodyCheck<?>> checks;
  private ObjectMapper collecting;

  @PostConstruct
  void prepare() {
    collecting =
        mapper
            .copy()
            .addHandler(new CollectingHandler())
            .registerModule(
                new SimpleModule("strict scalars").setDeserializerModifier(new StrictScalars()));
    collecting.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    collecting.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    // what came in must also go out again, inside of other objects
    collecting
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
  }

  /** The body as {@code type}, or a 400. */
  public Object read(byte[] body, Type type) {
    JavaType target = mapper.constructType(type);
    String text = decode(body);
    if (text.isBlank()) {
      text = "{}";
    }
    List<FieldError> errors = new ArrayList<>();
    Object value = null;
    try {
      refuseUnstorable(text, errors);
      value =
          collecting
              .readerFor(target)
              .withAttribute(CollectingHandler.ERRORS, errors)
              .readValue(text);
    } catch (JsonMappingException e) {
      if (e.getPath().isEmpty() || e.getCause() instanceof StreamReadException) {
        throw noJson(e);
      }
      errors.add(new FieldError(pointer(e), "malformed", e.getOriginalMessage()));
    } catch (JsonProcessingException e) {
      throw noJson(e);
    }
    if (value == null && errors.isEmpty()) {
      errors.add(new FieldError("", "required", "must be a JSON object"));
    }
    if (value != null) {
      addViolations(value, errors);
    }
    if (!errors.isEmpty()) {
      if (value != null) {
        addWhatTheServiceKnows(value, errors);
      }
      throw Problem.invalid(oneEach(errors));
    }
    return value;
  }

  private void addWhatTheServiceKnows(Object value, List<FieldError> errors) {
    addViolations(value, errors, Timely.class);
    for (BodyCheck<?> check : checks) {
      if (check.type().isInstance(value)) {
        errors.addAll(mistakes(check, value));
      }
    }
  }

  private static <T> List<FieldError> mistakes(BodyCheck<T> check, Object value) {
    return check.mistakes(check.type().cast(value));
  }

  /** What is wrong with a field is said once, and what is wrong within it better than all of it. */
  private static List<FieldError> oneEach(List<FieldError> errors) {
    Map<String, FieldError> byPointer = new LinkedHashMap<>();
    for (FieldError error : errors) {
      String pointer = sayable(error.pointer());
      byPointer.putIfAbsent(pointer, new FieldError(pointer, error.code(), error.message()));
    }
    return byPointer.values().stream()
        .filter(
            error ->
                byPointer.keySet().stream()
                    .noneMatch(other -> other.startsWith(error.pointer() + "/")))
        .limit(MAX_ERRORS)
        .toList();
  }

  /** What the names of fields hold that no answer can. */
  private static String sayable(String text) {
    return UnicodeText.repaired(text).replace("\0", "\\u0000");
  }

  private static Problem noJson(JsonProcessingException e) {
    return Problem.invalid(
        new FieldError(
            "", "malformed-json", "is not JSON: " + sayable(e.getOriginalMessage()) + where(e)));
  }

  private static String decode(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.invalid(new FieldError("", "malformed-utf8", "is not valid UTF-8"));
    }
  }

  /**
   * NUL, lone surrogates and numbers beyond all measure are legal in JSON, but PostgreSQL cannot
   * hold them.
   */
  private void refuseUnstorable(String text, List<FieldError> errors)
      throws JsonProcessingException {
    if (!SUSPICIOUS.matcher(text).find()) {
      return;
    }
    try (JsonParser parser = collecting.getFactory().createParser(text)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
            && !storable(parser.getText())) {
          errors.add(
              new FieldError(
                  parser.getParsingContext().pathAsPointer().toString(),
                  "unstorable-character",
                  "must not contain the NUL character or half a surrogate pair"));
        }
        if (token.isNumeric() && unmeasured(parser.getText())) {
          errors.add(
              new FieldError(
                  parser.getParsingContext().pathAsPointer().toString(),
                  "out-of-range",
                  "is too large or too fine a number"));
        }
      }
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean unmeasured(String number) {
    try {
      BigDecimal value = new BigDecimal(number);
      return Math.abs((long) value.scale()) > MAX_DIGITS || value.precision() > MAX_DIGITS;
    } catch (NumberFormatException exponentOverflows) {
      return true;
    }
  }

  private static boolean storable(String text) {
    return text.indexOf('\0') < 0 && UnicodeText.isWhole(text);
  }

  private void addViolations(Object value, List<FieldError> errors, Class<?>... groups) {
    Set<String> named = new HashSet<>();
    errors.forEach(error -> named.add(error.pointer()));
    for (ConstraintViolation<Object> violation : validator.validate(value, groups)) {
      String pointer = pointer(violation.getPropertyPath());
      if (!named.contains(pointer) && !underRefusedKey(violation.getPropertyPath())) {
        String constraint =
            violation.getConstraintDescriptor().getAnnotation().annotationType().getSimpleName();
        errors.add(new FieldError(pointer, code(constraint), violation.getMessage()));
      }
    }
  }

  /** The value of a map's key that could not be read: the key is named already. */
  private static boolean underRefusedKey(Path path) {
    for (Path.Node node : path) {
      if (node.getKind() == ElementKind.PROPERTY
          && node.isInIterable()
          && node.getKey() == null
          && node.as(Path.PropertyNode.class).getContainerClass() == Map.class) {
        return true;
      }
    }
    return false;
  }

  private static String code(String constraint) {
    return switch (constraint) {
      case "NotNull", "NotBlank", "NotEmpty" -> "required";
      case "Size" -> "wrong-length";
      case "Pattern" -> "malformed";
      case "Min", "Max", "Positive", "PositiveOrZero", "DecimalMin", "DecimalMax" -> "out-of-range";
      case "Future" -> "not-in-future";
      case "PastOrPresent" -> "in-future";
      default -> "invalid";
    };
  }

  private static String pointer(Path path) {
    StringBuilder pointer = new StringBuilder();
    for (Path.Node node : path) {
      if (node.getIndex() != null) {
        pointer.append('/').append(node.getIndex());
      } else if (node.getKey() != null) {
        pointer.append('/').append(escape(node.getKey().toString()));
      }
      if (node.getName() != null && !node.getName().startsWith("<")) {
        pointer.append('/').append(escape(node.getName()));
      }
    }
    return pointer.toString();
  }

  private static String pointer(JsonMappingException e) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      pointer
          .append('/')
          .append(
              reference.getFieldName() == null
                  ? String.valueOf(reference.getIndex())
                  : escape(reference.getFieldName()));
    }
    return pointer.toString();
  }

  private static String escape(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line "
            + e.getLocation().getLineNr()
            + ", column "
            + e.getLocation().getColumnNr()
            + ")";
  }
}
