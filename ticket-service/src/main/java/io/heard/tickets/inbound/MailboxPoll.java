package io.heard.tickets.inbound;

import io.heard.kit.heartbeat.Heartbeats;
import io.heard.kit.heartbeat.Pulse;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Looks into every configured mailbox again and again, each by a thread of its own: one that is
 * down holds up no other, and is looked for until it is back.
 */
@ApplicationScoped
public class MailboxPoll {

  private static final Logger LOG = Logger.getLogger(MailboxPoll.class);

  private final UUID holder = UUID.randomUUID();
  private final Semaphore stop = new Semaphore(0);
  private final List<Thread> threads = new ArrayList<>();

  @Inject MailboxSettings settings;
  @Inject MailboxReader reader;
  @Inject MailboxLeases leases;
  @Inject MeterRegistry metrics;
  @Inject Heartbeats heartbeats;

  void start(@Observes StartupEvent event) {
    for (String name : settings.mailboxes().keySet()) {
      Pulse pulse = heartbeats.watch("mailbox-" + name);
      Thread thread = new Thread(() -> run(name, pulse), "mailbox-" + name);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    stop.release(threads.size());
    for (Thread thread : threads) {
      thread.join(5_000);
    }
    if (!threads.isEmpty()) {
      leases.release(holder);
    }
  }

  private void run(String name, Pulse pulse) {
    AtomicInteger up = new AtomicInteger(1);
    Gauge.builder("heard.inbound.mailbox.up", up, AtomicInteger::get)
        .description(
            "1 while the mailbox can be read, or another replica reads it; 0 when it cannot")
        .tag("mailbox", name)
        .register(metrics);
    try {
      do {
        try {
          int taken = reader.read(name, holder);
          if (taken > 0) {
            metrics.counter("heard.inbound.mails", "mailbox", name).increment(taken);
          }
          if (up.getAndSet(1) == 0) {
            LOG.infof("Mailbox %s can be read again", name);
          }
          pulse.beat();
        } catch (MessagingException | IOException | RuntimeException e) {
          if (up.getAndSet(0) == 1) {
            LOG.errorf("Mailbox %s cannot be read and is tried again: %s", name, e.toString());
          }
        }
      } while (!stop.tryAcquire(settings.every().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
