package io.heard.kit.ledger;

import java.util.List;

/**
 * Outcome of verifying an aggregate's chain.
 *
 * @param entries how many were read
 * @param findings what is wrong, in words; empty when the chain holds
 */
public record LedgerVerdict(int entries, List<String> findings) {

  public boolean intact() {
    return findings.isEmpty();
  }
}
