package io.heard.customers.customer;

import io.heard.customers.access.Access;
import io.heard.kit.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.UUID;

/**
 * Where every request for a particular customer passes: 404 for one the caller may not know of, 410
 * for one that was erased, and the way to the survivor for one that was merged.
 */
@ApplicationScoped
public class CustomerDoor {

  @Inject Customers customers;
  @Inject Access access;

  /** The customer as it is, merged or not. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Customer any(UUID id) {
    Customer customer = evenErased(id);
    requireNotErased(customer);
    return customer;
  }

  /** The customer as it is, also what is left of one who was erased. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Customer evenErased(UUID id) {
    Customer customer = customers.findByIdOptional(id).orElseThrow(() -> unknown(id));
    requireVisible(customer);
    return customer;
  }

  /**
   * The customer to be read; 308 to the same place at the survivor when it was merged.
   *
   * @param place what follows the id in the address, such as {@code /overview}
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Customer present(UUID id, String place) {
    Customer customer = any(id);
    if (!customer.isMerged()) {
      return customer;
    }
    UUID survivor = customers.survivor(id);
    throw new Problem(
            308,
            "customer-merged",
            "Permanent Redirect",
            "This customer was merged; the one that took it over answers for it.")
        .with("mergedInto", survivor)
        .header("Location", "/v1/customers/" + survivor + place)
        // it may be undone
        .header("Cache-Control", "no-store");
  }

  /** The customer to be changed, locked; 409 naming the survivor when it was merged. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Customer locked(UUID id) {
    Customer customer = lockedMergedOrNot(id);
    requireUnmerged(customer);
    return customer;
  }

  /** The customer, merged or not, locked. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Customer lockedMergedOrNot(UUID id) {
    Customer customer = lockedEvenErased(id);
    requireNotErased(customer);
    return customer;
  }

  /** The customer, merged or erased or not, locked. */
  @Transactional(Transactional.TxType.MANDATORY)
  public Customer lockedEvenErased(UUID id) {
    Customer customer = customers.locked(id).orElseThrow(() -> unknown(id));
    requireVisible(customer);
    return customer;
  }

  /** 409 naming the survivor when it was merged. */
  public void requireUnmerged(Customer customer) {
    if (customer.isMerged()) {
      throw Problem.conflict(
              "customer-merged", "This customer was merged; change the one that took it over.")
          .with("mergedInto", customers.survivor(customer.id()));
    }
  }

  private void requireVisible(Customer customer) {
    access
        .onlyClient()
        .filter(client -> !customers.cameThrough(customer.id(), client))
        .ifPresent(
            client -> {
              throw unknown(customer.id());
            });
  }

  private static void requireNotErased(Customer customer) {
    if (customer.isErased()) {
      throw new Problem(
          410, "customer-erased", "Gone", "The personal data of this customer were erased.");
    }
  }

  private static Problem unknown(UUID id) {
    return Problem.notFound("The customer " + id);
  }
}
