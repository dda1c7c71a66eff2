package io.heard.kit.http;

import io.heard.kit.problem.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * Lets in as many requests as can be served, keeps a bounded number waiting, and refuses the rest
 * at once, before anything is done for them: 503 with {@code Retry-After}. What waits holds no
 * thread. Requests are told apart by lanes with permits of their own.
 */
@ApplicationScoped
public class Admission {

  /** After the body has been read ahead: a permit is not held while a client dawdles. */
  private static final int AFTER_THE_BODY = 8_500;

  @Inject AdmissionSettings settings;
  @Inject MeterRegistry metrics;
  @Inject Refusals refusals;

  private Pattern firstMatches;
  private Pattern reportsMatch;
  private Pattern freeMatches;
  private Lane first;
  private Lane writes;
  private Lane reads;
  private Lane reports;
  private Lane uploads;

  void install(@Observes Filters filters) {
    firstMatches = Pattern.compile(settings.firstMatches());
    reportsMatch = Pattern.compile(settings.reportsMatch());
    freeMatches = Pattern.compile(settings.freeMatches());
    first = new Lane("first", settings.first());
    writes = new Lane("writes", settings.writes());
    reads = new Lane("reads", settings.reads());
    reports = new Lane("reports", settings.reports());
    uploads = new Lane("uploads", settings.uploads());
    filters.register(this::admit, AFTER_THE_BODY);
  }

  private void admit(RoutingContext exchange) {
    String method = exchange.request().method().name();
    String what = method + " " + exchange.request().path();
    if (freeMatches.matcher(what).matches()) {
      exchange.next();
      return;
    }
    lane(exchange, method, what).enter(exchange);
  }

  private Lane lane(RoutingContext exchange, String method, String what) {
    boolean reading = method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    if (!reading && BodyLimit.isOnItsWay(exchange)) {
      return uploads;
    }
    if (firstMatches.matcher(what).matches()) {
      return first;
    }
    if (reportsMatch.matcher(what).matches()) {
      return reports;
    }
    return reading ? reads : writes;
  }

  /** A number of permits and those who wait for one. */
  private final class Lane {

    private final AdmissionSettings.Lane limits;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Pace pace = new Pace();
    private final Counter refused;
    private int underWay;

    Lane(String name, AdmissionSettings.Lane limits) {
      this.limits = limits;
      refused =
          Counter.builder("heard.admission.refused")
              .description("Requests refused because too many were under way")
              .tag("lane", name)
              .register(metrics);
      Gauge.builder("heard.admission.under.way", this, Lane::countUnderWay)
          .description("Requests being served")
          .tag("lane", name)
          .register(metrics);
      Gauge.builder("heard.admission.waiting", this, Lane::countWaiting)
          .description("Requests waiting for their turn")
          .tag("lane", name)
          .register(metrics);
    }

    private synchronized int countUnderWay() {
      return underWay;
    }

    private synchronized int countWaiting() {
      return waiting.size();
    }

    void enter(RoutingContext exchange) {
      Waiting late = null;
      boolean full = false;
      synchronized (this) {
        if (underWay < limits.permits()) {
          underWay++;
        } else if (hasRoom()) {
          late = new Waiting(exchange, this);
          waiting.add(late);
          pace.busy(System.nanoTime());
        } else {
          full = true;
        }
      }
      if (full) {
        refuse(exchange);
      } else if (late == null) {
        serve(exchange);
      } else {
        late.setAlarm();
      }
    }

    /** Who would wait longer than anybody may hears so at once, and not at the end of the wait. */
    private boolean hasRoom() {
      return waiting.size() < limits.queue()
          && pace.until(waiting.size(), System.nanoTime()) < settings.patience().toNanos();
    }

    /** Until the answer has ended, or the line is closed: one broken off from here does not end. */
    private void serve(RoutingContext exchange) {
      AtomicBoolean left = new AtomicBoolean();
      Runnable leaving =
          () -> {
            if (left.compareAndSet(false, true)) {
              leave();
            }
          };
      Future<Void> closed = line(exchange).closeFuture();
      FutureListener<Void> gone = line -> leaving.run();
      closed.addListener(gone);
      exchange.addEndHandler(
          ended -> {
            closed.removeListener(gone);
            leaving.run();
          });
      exchange.next();
    }

    /** Quarkus counts connections by the one handler that Vert.x has for their end. */
    private static Channel line(RoutingContext exchange) {
      return ((ConnectionBase) exchange.request().connection()).channel();
    }

    /** The permit goes to whoever has waited longest. */
    private void leave() {
      Waiting next;
      synchronized (this) {
        next = waiting.poll();
        if (next == null) {
          underWay--;
          pace.idle();
        } else {
          pace.next(System.nanoTime());
        }
      }
      if (next != null) {
        next.turn();
      }
    }

    private synchronized boolean givesUp(Waiting late) {
      return waiting.remove(late);
    }

    void refuse(RoutingContext exchange) {
      refused.increment();
      Admission.this.refuse(exchange);
    }
  }

  /** A request that waits for its turn; it holds no thread. */
  private final class Waiting {

    private final RoutingContext exchange;
    private final Lane lane;
    private final Context context;
    private long alarm;

    Waiting(RoutingContext exchange, Lane lane) {
      this.exchange = exchange;
      this.lane = lane;
      this.context = Vertx.currentContext();
    }

    void setAlarm() {
      alarm =
          exchange
              .vertx()
              .setTimer(
                  Math.max(1, settings.patience().toMillis()),
                  rang -> {
                    if (lane.givesUp(this)) {
                      lane.refuse(exchange);
                    }
                  });
      exchange.addEndHandler(gone -> lane.givesUp(this));
    }

    void turn() {
      context.runOnContext(
          now -> {
            exchange.vertx().cancelTimer(alarm);
            if (exchange.response().ended() || exchange.response().closed()) {
              lane.leave();
            } else {
              lane.serve(exchange);
            }
          });
    }
  }

  /** 503, at once and with nothing done. */
  void refuse(RoutingContext exchange) {
    Problem problem =
        new Problem(
            503,
            "overloaded",
            "Too many requests at once",
            "More requests are under way than can be served; nothing was done. Try again.");
    refusals
        .answer(exchange, problem.header(HttpHeaders.RETRY_AFTER, "1"))
        .onFailure(exchange::fail);
  }
}
