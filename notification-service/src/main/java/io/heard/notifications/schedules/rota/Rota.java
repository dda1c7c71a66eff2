package io.heard.notifications.schedules.rota;

import java.time.ZoneId;
import java.util.List;

/**
 * Layers, the lower first: whoever is on call in a higher one covers those below.
 *
 * @param zone whose clock all times of the layers are read from
 */
public record Rota(ZoneId zone, List<Layer> layers) {

  public Rota {
    layers = List.copyOf(layers);
  }

  /** In order, without the gaps. */
  List<Shift> shifts(Interval range) {
    List<Shift> seen = List.of();
    for (Layer layer : layers) {
      seen = Shift.over(seen, layer.shifts(zone, range));
    }
    return seen;
  }

  /** Whether the hours of the week have anything in common with a stretch of time. */
  public static boolean touches(List<Window> hours, ZoneId zone, Interval time) {
    return !Window.within(hours, zone, time).isEmpty();
  }
}
