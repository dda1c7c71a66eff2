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

/** All customers. */
@ApplicationScoped
public class Customers implements PanacheRepositoryBase<Customer, UUID> {

  /** Above every id there is, and nobody's: a page that begins at the beginning begins here. */
  static final UUID NEWEST = new UUID(-1L, -1L);

  /**
   * How many of the newest customers are looked through for a fragment before the index is asked. A
   * fragment that is so frequent that the index would find a large part of the table fills its page
   * among these; what does not is rare enough for the index.
   */
  private static final int WINDOW = 10_000;

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

  /** Who answers for an id: the customer itself unless it was merged. */
  public UUID survivor(UUID id) {
    return (UUID)
        getEntityManager()
            .createNativeQuery("SELECT survivor(:id)", UUID.class)
            .setParameter("id", id)
            .getSingleResult();
  }

  /** Every id under which a customer is known: its own, and those merged into it. */
  public UUID[] family(UUID id) {
    return (UUID[])
        getEntityManager()
            .createNativeQuery("SELECT customer_family(ARRAY[CAST(:id AS uuid)])", UUID[].class)
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
                    + ") SELECT customer_family(own.ids || ARRAY(SELECT id FROM people)) FROM own",
                UUID[].class)
            .setParameter("id", customer.id())
            .getSingleResult();
  }

  /** Whether it, or one of those merged into it, came through a client. */
  public boolean cameThrough(UUID id, String client) {
    return (Boolean)
        getEntityManager()
            .createNativeQuery(
                "SELECT EXISTS (SELECT 1 FROM customer WHERE id = ANY (customer_family(ARRAY[CAST(:id AS uuid)])) AND client = :client)",
                Boolean.class)
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
    List<Customer> recent =
        list(
            "SELECT * FROM (SELECT * FROM customer WHERE"
                + present(client)
                + " ORDER BY id DESC LIMIT "
                + WINDOW
                + ") AS recent WHERE strpos(search_name, :fragment) > 0 ORDER BY id DESC LIMIT :limit",
            client,
            after,
            limit,
            fragment);
    return recent.size() == limit
        ? recent
        : list(
            // materialised, or the planner might walk through the whole table by id instead
            "WITH found AS MATERIALIZED (SELECT * FROM customer WHERE name_grams(search_name) @> fragment_grams(:fragment)"
                + " AND strpos(search_name, :fragment) > 0 AND"
                + present(client)
                + ") SELECT * FROM found ORDER BY id DESC LIMIT :limit",
            client,
            after,
            limit,
            fragment);
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
