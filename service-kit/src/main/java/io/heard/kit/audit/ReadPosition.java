package io.heard.kit.audit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How far the replicas of this service together have heard statements. Kafka forgets now and then
 * what was read, and two replicas that hung may for a moment both believe that a partition is
 * theirs: a statement that is heard after a later one would look as if its service had gone back.
 */
@ApplicationScoped
public class ReadPosition {

  @Inject Marks marks;

  /**
   * Claims a statement for the transaction in which it is heard: it is heard once, and not after a
   * later one. Who claims one at the same time waits until that transaction has ended.
   *
   * @param end what the broker says will be the next offset; asked only where it matters
   */
  public boolean claim(ConsumerRecord<?, ?> record, LongSupplier end) {
    String offset = "heard " + record.partition();
    String time = "heard time " + record.partition();
    while (true) {
      String heard = marks.get(offset).orElse(null);
      if (!isNews(record, number(heard), number(marks.get(time).orElse(null)), end)) {
        return false;
      }
      if (marks.replace(offset, heard, record.offset())) {
        marks.set(time, record.timestamp());
        return true;
      }
    }
  }

  /** A topic that was made anew begins with small numbers, and with later times. */
  private static boolean isNews(
      ConsumerRecord<?, ?> record, long heard, long heardTime, LongSupplier end) {
    return record.offset() > heard || (record.timestamp() > heardTime && end.getAsLong() <= heard);
  }

  private static long number(String mark) {
    return mark == null ? -1 : Long.parseLong(mark);
  }
}
