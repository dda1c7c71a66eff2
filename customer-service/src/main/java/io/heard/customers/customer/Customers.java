package io.heard.customers.customer;

import io.heard.customers.contact.Contact;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Query;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** All customers. */
@ApplicationScoped
public class Customers implements PanacheRepositoryBase<Customer, UUID> {

  /** Above every id there is, and nobody's: a page that begins at the beginning begins here. */
  static final UUID NEWEST = new UUID(-1L, -1L);

  /**
   * How many of the newest customers are looked through for a fragment, in the index of their
   * names, before those who have it are gathered. A fragment that is so frequent that gathering
   * would take long fills its page among these; what does not is rare enough.
   */
  private static final int WINDOW = 20_000;

  /** What none of so many has is so rare that looking through the rest of the window is in vain. */
  private static final int GLANCE = 2_000;

  /** In these trigrams say more than pairs; of other scripts pg_trgm knows none in some locales. */
  private static final Pattern TRIGRAMS = Pattern.compile("[a-z0-9]{3}");

  private static final String BY_TRIGRAMS =
      "search_name LIKE '%' || regexp_replace(:fragment, '([%_\\\\])', '\\\\\\1', 'g') || '%'";
  private static final String BY_PAIRS = "name_grams(search_name) @> fragment_grams(:fragment)";

  /** Of an organisation, whose demands are shown with its own. */
  private static final int MOST_PEOPLE = 1_000;

  /** The customer, locked against any other change until the transaction ends. */
  public Optional<Customer> locked(UUID id) {
    return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
  }

  /** The owner of a contact, locked; nobody when it changed hands while the lock was waited for. */
  Optional<Customer> lockedOwner(Contact contact) {
    return rows(
            getEntityManager()
                .createNativeQuery(
                    "SELECT c.* FROM customer c JOIN contact k ON k.customer_id = c.id"
                        + " WHERE k.kind = :kind AND k.value = :value FOR UPDATE OF c, k",
                    Customer.class)
                .setParameter("kind", contact.kind().name())
                .setParameter("value", contact.value()))
        .stream()
        .findFirst();
  }

  /** The one customer who owns all of these contacts; nobody if they are of several. */
  List<Customer> owning(List<Contact> contacts) {
    return rows(
        getEntityManager()
            .createNativeQuery(
                "SELECT * FROM customer WHERE id = (SELECT customer_id FROM contact WHERE (kind, value) IN"
                    + " (SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:values AS text[])))"
                    + " GROUP BY customer_id HAVING count(*) = :all)",
                Customer.class)
            .setParameter(
                "kinds", contacts.stream().map(c -> c.kind().name()).toArray(String[]::new))
            .setParameter("values", contacts.stream().map(Contact::value).toArray(String[]::new))
            .setParameter("all", contacts.size()));
  }

  /** Who answers for an id: the customer itself unless it was merged. */
  public UUID survivor(UUID id) {
    return (UUID)
        getEntityManager()
            .createNativeQuery("SELECT survivor(:id)")
            .setParameter("id", id)
            .getSingleResult();
  }

  /** Every id under which a customer is known: its own, and those merged into it. */
  public UUID[] family(UUID id) {
    return (UUID[])
        getEntityManager()
            .createNativeQuery("SELECT customer_family(ARRAY[CAST(:id AS uuid)])")
            .setParameter("id", id)
            .getSingleResult();
  }

  /**
   * Every id whose demands are a customer's: its own, those merged into it and, if it is an
   * organisation, those of its newest people.
   */
  public UUID[] familyAndPeople(Customer customer) {
    if (customer.kind() != Kind.ORGANISATION) {
      return family(customer.id());
    }
    return (UUID[])
        getEntityManager()
            .createNativeQuery(
                "WITH own AS (SELECT customer_family(ARRAY[CAST(:id AS uuid)]) AS ids), people AS (SELECT DISTINCT survivor(c.id) AS id FROM"
                    + " customer c, own WHERE c.organisations && own.ids AND c.organisations <> '{}' ORDER BY id DESC LIMIT "
                    + MOST_PEOPLE
                    + ") SELECT customer_family(own.ids || ARRAY(SELECT id FROM people)) FROM own")
            .setParameter("id", customer.id())
            .getSingleResult();
  }

  /** Whether it, or one of those merged into it, came through a client. */
  public boolean cameThrough(UUID id, String client) {
    return (Boolean)
        getEntityManager()
            .createNativeQuery(
                "SELECT EXISTS (SELECT 1 FROM customer WHERE id = ANY (customer_family(ARRAY[CAST(:id AS uuid)])) AND client = :client)")
            .setParameter("id", id)
            .setParameter("client", client)
            .getSingleResult();
  }

  /** Those who are somebody of their own; with a client only those that came through it. */
  private static String present(String client) {
    return " merged_into IS NULL AND NOT erased AND id < :after"
        + (client == null ? "" : " AND client = :client");
  }

  private List<Customer> list(String sql, String client, UUID after, int limit, String fragment) {
    Query query =
        getEntityManager()
            .createNativeQuery(sql, Customer.class)
            .setParameter("after", after == null ? NEWEST : after)
            .setParameter("limit", limit);
    if (client != null) {
      query.setParameter("client", client);
    }
    if (fragment != null) {
      query.setParameter("fragment", NameText.fold(fragment));
    }
    return rows(query);
  }

  /**
   * Newest first.
   *
   * @param client only those that came through it; null for all
   */
  List<Customer> page(String client, UUID after, int limit) {
    return list(
        "SELECT * FROM customer WHERE" + present(client) + " ORDER BY id DESC LIMIT :limit",
        client,
        after,
        limit,
        null);
  }

  /** Those who belong to an organisation, under whichever of its ids; newest first. */
  List<Customer> peopleOf(UUID organisation, String client, UUID after, int limit) {
    Query query =
        getEntityManager()
            .createNativeQuery(
                "WITH found AS MATERIALIZED (SELECT * FROM customer WHERE id IN (SELECT survivor(c.id) FROM customer c"
                    + " WHERE c.organisations && customer_family(ARRAY[CAST(:organisation AS uuid)]) AND c.organisations <> '{}') AND"
                    + present(client)
                    + ") SELECT * FROM found ORDER BY id DESC LIMIT :limit",
                Customer.class)
            .setParameter("organisation", organisation)
            .setParameter("after", after == null ? NEWEST : after)
            .setParameter("limit", limit);
    if (client != null) {
      query.setParameter("client", client);
    }
    return rows(query);
  }

  /** Those whose name contains a fragment, newest first. */
  List<Customer> named(String fragment, String client, UUID after, int limit) {
    List<Customer> recent = namedAmong(GLANCE, fragment, client, after, limit);
    if (!recent.isEmpty() && recent.size() < limit) {
      recent = namedAmong(WINDOW, fragment, client, after, limit);
    }
    return recent.size() == limit ? recent : namedAtAll(fragment, client, after, limit);
  }

  private List<Customer> namedAmong(
      int newest, String fragment, String client, UUID after, int limit) {
    return list(
        withIds(
            "SELECT id FROM (SELECT id, search_name FROM customer WHERE"
                + present(client)
                + " ORDER BY id DESC LIMIT "
                + newest
                + ") AS recent WHERE strpos(search_name, :fragment) > 0"),
        client,
        after,
        limit,
        fragment);
  }

  private List<Customer> namedAtAll(String fragment, String client, UUID after, int limit) {
    return list(
        withIds(
            // materialised, or the planner, who cannot know how rare a fragment is, might walk
            // through the whole table by id instead, or intersect with all of its ids
            "WITH found AS MATERIALIZED (SELECT id, merged_into, erased, client FROM customer WHERE "
                + (TRIGRAMS.matcher(NameText.fold(fragment)).find() ? BY_TRIGRAMS : BY_PAIRS)
                + " AND strpos(search_name, :fragment) > 0) SELECT id FROM found WHERE"
                + present(client)),
        client,
        after,
        limit,
        fragment);
  }

  /** The first page of whom a query says the ids; only they are read whole. */
  private static String withIds(String ids) {
    return "SELECT * FROM customer WHERE id = ANY (ARRAY("
        + ids
        + " ORDER BY id DESC LIMIT :limit)) ORDER BY id DESC";
  }

  /** Those with these ids, newest first. */
  public List<Customer> withIds(Collection<UUID> ids) {
    return list("id in ?1 order by id desc", ids);
  }

  @SuppressWarnings("unchecked") // each of the queries says what its rows are
  private static List<Customer> rows(Query query) {
    return query.getResultList();
  }
}
