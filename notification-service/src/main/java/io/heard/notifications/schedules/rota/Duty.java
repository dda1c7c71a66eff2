package io.heard.notifications.schedules.rota;

import java.util.UUID;

/** Why somebody is on call. */
public sealed interface Duty {

  /** How long it lasts when nothing covers it. */
  Interval whole();

  /** Somebody's turn in the rotation of a layer. */
  record Turn(String layer, Interval whole) implements Duty {}

  /** Somebody stands in, whoever's turn it is. */
  record StandIn(UUID id, Interval whole, String person) implements Duty {}
}
