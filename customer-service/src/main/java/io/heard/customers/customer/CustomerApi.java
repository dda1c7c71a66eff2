package io.heard.customers.customer;

import io.heard.customers.contact.EmailText;
import io.heard.customers.contact.PhoneText;
import io.heard.kit.contact.Mask;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What crosses the wire about customers. */
public final class CustomerApi {

  /** A tier a customer has unless somebody says otherwise. */
  public static final String STANDARD_TIER = "STANDARD";

  /** Of phones, and of emails. */
  public static final int MOST_CONTACTS = 20;

  private static final int MOST_ORGANISATIONS = 20;

  private CustomerApi() {}

  /**
   * Everything about a customer that people may write; what is absent or null takes its default.
   */
  @Schema(
      name = "CustomerDetails",
      description =
          "Everything about a customer that may be written. Absent or null fields take their default.")
  public record Details(
      @Schema(description = "What the customer is; PERSON by default") Kind kind,
      @Schema(
              description = "Name of the person or organisation, 1 to 200 characters",
              required = true,
              examples = "Mrs Chen")
          @NotBlank(message = "is required: who is the customer?")
          @Size(max = 200, message = "must have at most 200 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          String name,
      @Schema(
              description =
                  "At most 20 phone numbers, the preferred one first; read with the region of"
                      + " heard.phones.default-region and kept in E.164. A number belongs to one customer only.",
              examples = "[\"+86 755 2345 6789\"]")
          @Size(max = MOST_CONTACTS, message = "must have at most 20 entries")
          List<@NotNull(message = "must not be null") @PhoneText String> phones,
      @Schema(
              description =
                  "At most 20 email addresses, the preferred one first; kept in lower case. An address belongs to one"
                      + " customer only.",
              examples = "[\"chen@example.com\"]")
          @Size(max = MOST_CONTACTS, message = "must have at most 20 entries")
          List<@NotNull(message = "must not be null") @EmailText String> emails,
      @Schema(
              description =
                  "REGISTERED bought something, TARGET is courted, POTENTIAL (default) could buy, LATENT never thought of it")
          Scope scope,
      @Schema(description = "In which ways the customer is worth something; none by default")
          List<@NotNull(message = "must not be null") Value> values,
      @Schema(description = "Single deals (TRANSACTIONAL, the default) or a lasting relation")
          Engagement engagement,
      @Schema(
              description =
                  "Service tier: chooses the SLA policy. STANDARD by default; any other name the policies use",
              examples = "GOLD")
          @Pattern(
              regexp = "[A-Z][A-Z0-9_-]{0,39}",
              message =
                  "must be capital letters, digits, - or _, beginning with a letter, at most 40")
          String tier,
      @Schema(description = "Language to be spoken with, BCP 47", examples = "zh") @LanguageTag
          String language,
      @Schema(
              description = "Where it is day for the customer, IANA name",
              examples = "Asia/Shanghai")
          @TimeZoneName
          String timeZone,
      @Schema(description = "Username of the employee who keeps the relation")
          @Size(max = 200, message = "must have at most 200 characters")
          @Pattern(
              regexp = "(?s).*\\S.*",
              message = "must not be blank; leave it out when there is nobody")
          String accountOwner,
      @Schema(
              description =
                  "Organisations a person belongs to, at most 20; each must be a customer of kind ORGANISATION")
          @Size(max = MOST_ORGANISATIONS, message = "must have at most 20 entries")
          List<@NotNull(message = "must not be null") @Valid Membership> organisations) {

    public Details {
      name = name == null ? null : name.strip();
    }
  }

  /** That a person belongs to an organisation. */
  @Schema(name = "Membership", description = "That a person belongs to an organisation")
  public record Membership(
      @Schema(description = "Id of a customer of kind ORGANISATION", required = true)
          @NotNull(message = "is required: which organisation?")
          UUID organisation,
      @Schema(description = "What the person does there", examples = "Head of purchasing")
          @Size(max = 100, message = "must have at most 100 characters")
          @Pattern(regexp = "[^\\p{Cntrl}]*", message = "must not contain control characters")
          String role) {

    public Membership {
      role = role == null || role.isBlank() ? null : role.strip();
    }
  }

  /** A customer as it is. */
  @Schema(name = "Customer", description = "A customer as it is now")
  public record Customer(
      @Schema(description = "UUID version 7") UUID id,
      @Schema(
              description =
                  "Counts the entries of the history; also the entity tag. A demand that names the customer counts as well.")
          int version,
      Kind kind,
      @Schema(description = "Null only when erased") String name,
      @Schema(description = "E.164, the preferred one first") List<String> phones,
      @Schema(description = "In lower case, the preferred one first") List<String> emails,
      Scope scope,
      List<Value> values,
      Engagement engagement,
      @Schema(description = "Service tier: chooses the SLA policy") String tier,
      @Schema(description = "BCP 47, null when not known") String language,
      @Schema(description = "IANA name, null when not known") String timeZone,
      @Schema(description = "Who keeps the relation, null when nobody") String accountOwner,
      @Schema(description = "Organisations a person belongs to") List<Membership> organisations,
      @Schema(description = "The customer that took this one over, null when none did")
          UUID mergedInto,
      @Schema(description = "Whether personal data were erased") boolean erased,
      @Schema(description = "RFC 3339, UTC") Instant createdAt,
      @Schema(description = "When the last entry of the history was made; RFC 3339, UTC")
          Instant updatedAt) {

    /**
     * The same with phones and emails unrecognisable, and of a form that cannot be written back.
     */
    public Customer masked() {
      return new Customer(
          id,
          version,
          kind,
          name,
          phones.stream().map(Mask::contact).toList(),
          emails.stream().map(Mask::contact).toList(),
          scope,
          values,
          engagement,
          tier,
          language,
          timeZone,
          accountOwner,
          organisations,
          mergedInto,
          erased,
          createdAt,
          updatedAt);
    }
  }
}
