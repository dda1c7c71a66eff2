package io.heard.customers.privacy;

import io.heard.customers.access.AccessLog;
import io.heard.customers.customer.Customer;
import io.heard.customers.customer.CustomerDoor;
import io.heard.customers.customer.CustomerEvents.Ground;
import io.heard.customers.customer.Customers;
import io.heard.kit.http.ETags;
import io.heard.kit.ledger.Ledger;
import io.heard.kit.ledger.LedgerEntry;
import io.heard.kit.ledger.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Tells a person what is held about them, and forgets them when they ask. */
@ApplicationScoped
class PrivacyDesk {

  private static final int PAGE = 500;

  @Inject Customers customers;
  @Inject CustomerDoor door;
  @Inject Holdings holdings;
  @Inject AccessLog accessLog;
  @Inject Ledger ledger;
  @Inject CustomerErasure erasure;
  @Inject Clock clock;

  @Transactional
  PrivacyApi.Export export(UUID id) {
    door.present(id, "/export");
    List<UUID> ids = List.of(customers.family(id));
    Map<UUID, List<LedgerEntry>> history = new LinkedHashMap<>();
    ids.forEach(each -> history.put(each, history(each)));
    PrivacyApi.Export export =
        new PrivacyApi.Export(
            clock.instant(),
            customers.withIds(ids).stream().map(Customer::view).toList(),
            holdings.mergers(ids),
            holdings.demands(ids),
            holdings.exchanges(ids),
            holdings.promises(ids),
            holdings.questions(ids),
            accessLog.of(ids),
            history);
    accessLog.exported(id);
    return export;
  }

  private List<LedgerEntry> history(UUID id) {
    List<LedgerEntry> entries = new ArrayList<>();
    List<LedgerEntry> page = ledger.read(id, 0, PAGE);
    while (!page.isEmpty()) {
      entries.addAll(page);
      page = ledger.read(id, entries.get(entries.size() - 1).sequence(), PAGE);
    }
    return entries;
  }

  /** Erases a customer under every id it had; one that was erased before stays as it is. */
  @Transactional
  PrivacyApi.Erasure erase(UUID id, String ifMatch, String reason, Origin origin) {
    Customer customer = door.lockedEvenErased(id);
    ETags.requireMatch(ifMatch, customer.version());
    door.requireUnmerged(customer);
    return erasure.erase(customer, Ground.REQUEST, reason, origin);
  }
}
