package io.heard.customers.matching;

import io.heard.customers.access.Access;
import io.heard.customers.access.AccessApi;
import io.heard.customers.access.AccessLog;
import io.heard.customers.contact.Contact;
import io.heard.customers.contact.Contacts;
import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerApi;
import io.heard.customers.customer.Customers;
import io.heard.kit.contact.ContactPoints;
import io.heard.kit.problem.FieldError;
import io.heard.kit.problem.Problem;
import io.heard.kit.security.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who might this be? */
@Path("/v1/customers/match")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Customers")
public class MatchResource {

  private static final int MOST_CANDIDATES = 10;
  private static final double BY_CONTACT = 0.9;
  private static final double BY_NAME_ONLY = 0.8;

  @Inject Contacts contacts;
  @Inject Customers customers;
  @Inject Namesakes namesakes;
  @Inject ContactPoints contactPoints;
  @Inject Access access;
  @Inject AccessLog accessLog;

  @POST
  @Transactional
  @RolesAllowed({Roles.FRONTLINE, Roles.AGENT, Roles.LEAD, Roles.ADMIN, Roles.INTEGRATION})
  @Operation(
      summary = "Who might this be?",
      description =
          "Customers that fit what is known of a person, for a human to decide; an integration gets those that came through"
              + " its own client. Nothing is stored, so that repeating it is"
              + " harmless without an Idempotency-Key.")
  @APIResponse(
      responseCode = "200",
      description = "Candidates, none when nobody fits",
      content = @Content(schema = @Schema(implementation = MatchApi.Candidates.class)))
  @APIResponse(
      responseCode = "400",
      description = "Nothing to go by, or not valid; every offending field is named in `errors`")
  @APIResponse(responseCode = "401", description = "No valid bearer token")
  @APIResponse(responseCode = "403", description = "None of the token's roles allows this")
  public MatchApi.Candidates match(MatchApi.Request person) {
    if (person.isEmpty()) {
      throw Problem.invalid(
          new FieldError("", "required", "must have at least one of name, phone and email"));
    }
    Map<Contact, UUID> owners = contacts.owners(contacts(person));
    Map<UUID, Double> likeness = new HashMap<>();
    if (person.name() != null) {
      likeness.putAll(namesakes.of(person.name(), MOST_CANDIDATES));
      likeness.putAll(namesakes.likeness(person.name(), owners.values()));
    }
    Set<UUID> ids = new HashSet<>(likeness.keySet());
    ids.addAll(owners.values());
    String client = access.onlyClient().orElse(null);
    List<MatchApi.Candidate> candidates =
        customers.withIds(ids).stream()
            .filter(customer -> client == null || customers.cameThrough(customer.id(), client))
            .map(customer -> candidate(customer, person, owners, likeness.get(customer.id())))
            .sorted(Comparator.comparingDouble(MatchApi.Candidate::score).reversed())
            .limit(MOST_CANDIDATES)
            .toList();
    accessLog.read(
        AccessApi.Action.MATCHED,
        candidates.stream().map(candidate -> candidate.customer().id()).toList());
    return new MatchApi.Candidates(candidates);
  }

  private List<Contact> contacts(MatchApi.Request person) {
    List<Contact> named = new ArrayList<>();
    if (person.phone() != null) {
      named.add(Contact.phone(contactPoints.phone(person.phone()).orElseThrow()));
    }
    if (person.email() != null) {
      named.add(Contact.email(contactPoints.email(person.email()).orElseThrow()));
    }
    return named;
  }

  private MatchApi.Candidate candidate(
      Customer customer, MatchApi.Request person, Map<Contact, UUID> owners, Double likeness) {
    List<MatchApi.Reason> why = new ArrayList<>();
    for (Map.Entry<Contact, UUID> owner : owners.entrySet()) {
      if (owner.getValue().equals(customer.id())) {
        why.add(new MatchApi.Reason(MatchApi.Field.valueOf(owner.getKey().kind().name()), 1));
      }
    }
    boolean reached = !why.isEmpty();
    if (likeness != null && likeness > 0) {
      why.add(new MatchApi.Reason(MatchApi.Field.NAME, rounded(likeness)));
    }
    why.sort(Comparator.comparing(MatchApi.Reason::field));
    double name = person.name() == null ? 1 : likeness;
    double score = reached ? BY_CONTACT + (1 - BY_CONTACT) * name : BY_NAME_ONLY * name;
    CustomerApi.Customer view = customer.view();
    return new MatchApi.Candidate(
        rounded(score), why, access.seesContacts() ? view : view.masked());
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
