package io.heard.customers.customer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.heard.kit.json.MergePatch;
import io.heard.kit.json.StrictJson;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * JSON Merge Patch (RFC 7396) of a customer's details. No field is an object, and lists are
 * replaced as a whole, so that the recursion of the RFC ends at the first level. The result is read
 * as strictly as a new customer is.
 */
@ApplicationScoped
class DetailsPatch {

  private static final Set<String> WRITABLE = components(CustomerApi.Details.class);
  private static final Set<String> SHOWN = components(CustomerApi.Customer.class);

  @Inject StrictJson strictJson;
  @Inject ObjectMapper mapper;

  /** The details as the patch wants them; 400 naming everything in it that cannot be. */
  CustomerApi.Details apply(CustomerApi.Details before, ObjectNode patch) {
    List<FieldError> errors = new ArrayList<>();
    ObjectNode known = patch.deepCopy();
    patch
        .fieldNames()
        .forEachRemaining(
            field -> {
              if (!WRITABLE.contains(field)) {
                errors.add(foreign(field));
                known.remove(field);
              }
            });
    CustomerApi.Details after =
        read(MergePatch.apply(mapper.<ObjectNode>valueToTree(before), known), errors);
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors);
    }
    return after;
  }

  private CustomerApi.Details read(ObjectNode merged, List<FieldError> errors) {
    try {
      return (CustomerApi.Details)
          strictJson.read(mapper.writeValueAsBytes(merged), CustomerApi.Details.class);
    } catch (Problem refused) {
      errors.addAll(refused.errors());
      return null;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FieldError foreign(String field) {
    String pointer = "/" + field.replace("~", "~0").replace("/", "~1");
    return SHOWN.contains(field)
        ? new FieldError(pointer, "read-only", "cannot be changed")
        : new FieldError(
            pointer,
            "unknown-field",
            "is not a field of this request; known are " + String.join(", ", WRITABLE));
  }

  private static Set<String> components(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(component -> component.getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
