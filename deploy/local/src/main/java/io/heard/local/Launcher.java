package io.heard.local;

import com.icegreen.greenmail.user.UserException;
import io.heard.local.kafka.KafkaServer;
import io.heard.local.mail.MailFolder;
import io.heard.local.mail.MailReceiver;
import io.heard.local.postgres.PostgresServer;
import io.heard.local.preflight.Preflight;
import io.heard.local.services.Service;
import io.heard.local.supervise.DataLock;
import io.heard.local.supervise.ManagedProcess;
import io.heard.local.supervise.Supervisor;
import io.heard.local.token.SigningKey;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Starts the whole system, keeps it running and stops it. */
public final class Launcher implements AutoCloseable {
  /** The services work without the broker; they are not kept waiting for ever. */
  private static final Duration FOUNDATION_PATIENCE = Duration.ofSeconds(30);

  /** A process that has recorded itself writes that down before it ends. */
  private static final Duration RECORDING_PATIENCE = Duration.ofMinutes(3);

  private final DataLock lock;
  private final MailReceiver mail;
  private final Supervisor supervisor;
  private final List<ManagedProcess> foundation;
  private final List<Service> services;

  private Launcher(
      DataLock lock,
      MailReceiver mail,
      Supervisor supervisor,
      List<ManagedProcess> foundation,
      List<Service> services) {
    this.lock = lock;
    this.mail = mail;
    this.supervisor = supervisor;
    this.foundation = foundation;
    this.services = services;
  }

  /** Takes the data directory, clears up after a launcher that was killed, and checks all else. */
  public static Launcher open(Settings settings, Clock clock, Console console)
      throws IOException, InterruptedException {
    Preflight.checkData(settings.data());
    DataLock lock = DataLock.take(settings);
    try {
      new Orphans(settings.data()).stop(console);
      Preflight.check(settings);
      Secrets secrets = Secrets.of(settings.data());
      List<Service> services = Service.all(settings, secrets, SigningKey.of(settings.data()));
      services.forEach(Service::check);
      return new Launcher(
          lock,
          MailReceiver.start(settings, new MailFolder(settings, clock)),
          new Supervisor(
              settings,
              console,
              settings.training() ? RECORDING_PATIENCE : Supervisor.STOP_PATIENCE),
          List.of(new PostgresServer(settings, secrets), new KafkaServer(settings)),
          services);
    } catch (IOException | InterruptedException | RuntimeException e) {
      lock.close();
      throw e;
    } catch (UserException e) {
      lock.close();
      throw new IllegalStateException("The mail receiver does not start", e);
    }
  }

  /**
   * Returns when all answer, or after that long, or when cancelled.
   *
   * @return whether all are ready
   */
  public boolean start(Duration patience, CountDownLatch cancelled) throws InterruptedException {
    foundation.forEach(supervisor::start);
    supervisor.awaitReady(FOUNDATION_PATIENCE, cancelled);
    if (cancelled.getCount() == 0) {
      return false;
    }
    services.forEach(supervisor::start);
    return supervisor.awaitReady(patience, cancelled);
  }

  /** Who is not ready, each with the reason. */
  public List<String> notReady() {
    return supervisor.notReady();
  }

  /** All that is started. */
  public List<ManagedProcess> programs() {
    return Stream.concat(foundation.stream(), services.stream()).toList();
  }

  /** For the second Ctrl-C. */
  public void kill() {
    supervisor.killAll();
  }

  /** Stops all in good order: services, broker, database. */
  @Override
  public void close() throws IOException, InterruptedException {
    supervisor.stop(services.stream().map(Service::name).toList());
    supervisor.stop(List.of(KafkaServer.NAME));
    supervisor.stop(List.of(PostgresServer.NAME));
    mail.close();
    lock.close();
  }
}
