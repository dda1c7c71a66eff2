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

  /** The customer, locked against any other change until the transaction ends. */
  Optional<Customer> locked(UUID id) {
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

  /** Newest first. */
  List<Customer> page(UUID after, int limit) {
    return rows(
        getEntityManager()
            .createNativeQuery(
                "SELECT * FROM customer WHERE merged_into IS NULL AND id < :after ORDER BY id DESC LIMIT :limit",
                Customer.class)
            .setParameter("after", after == null ? NEWEST : after)
            .setParameter("limit", limit));
  }

  /** Those whose name contains a fragment, newest first. */
  List<Customer> named(String fragment, UUID after, int limit) {
    List<Customer> recent =
        rows(
            named(
                "SELECT * FROM (SELECT * FROM customer WHERE merged_into IS NULL AND id < :after ORDER BY id DESC LIMIT "
                    + WINDOW
                    + ") AS recent WHERE strpos(search_name, :fragment) > 0 ORDER BY id DESC LIMIT :limit",
                fragment,
                after,
                limit));
    return recent.size() == limit
        ? recent
        : rows(
            named(
                // materialised, or the planner might walk through the whole table by id instead
                "WITH found AS MATERIALIZED (SELECT * FROM customer WHERE name_grams(search_name) @> fragment_grams(:fragment)"
                    + " AND strpos(search_name, :fragment) > 0 AND merged_into IS NULL AND id < :after)"
                    + " SELECT * FROM found ORDER BY id DESC LIMIT :limit",
                fragment,
                after,
                limit));
  }

  private Query named(String sql, String fragment, UUID after, int limit) {
    return getEntityManager()
        .createNativeQuery(sql, Customer.class)
        .setParameter("fragment", NameText.fold(fragment))
        .setParameter("after", after == null ? NEWEST : after)
        .setParameter("limit", limit);
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
