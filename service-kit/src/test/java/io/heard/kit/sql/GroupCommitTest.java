package io.heard.kit.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GroupCommitTest {

  private static final String REFUSED = "23505";
  private static final String CONNECTION_LOST = "08006";

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final ConcurrentLinkedQueue<List<Integer>> written = new ConcurrentLinkedQueue<>();
  private final CountDownLatch underWay = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  @AfterEach
  void stop() {
    goOn.countDown();
    callers.shutdownNow();
  }

  /** The writer's first group is under way until {@link #goOn}. */
  private void hold(List<Integer> items) {
    if (items.contains(0)) {
      underWay.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Future<Boolean> send(GroupCommit<Integer> commits, int item) {
    Callable<Boolean> call =
        () -> {
          commits.write(item);
          return Thread.interrupted();
        };
    return callers.submit(call);
  }

  /** One that is held, and others that come meanwhile, all waiting. */
  private List<Future<Boolean>> crowd(GroupCommit<Integer> commits, int others) throws Exception {
    List<Future<Boolean>> answers = new ArrayList<>();
    answers.add(send(commits, 0));
    underWay.await();
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    for (int i = 1; i <= others; i++) {
      int item = i;
      Callable<Boolean> call =
          () -> {
            threads.add(Thread.currentThread());
            commits.write(item);
            return Thread.interrupted();
          };
      answers.add(callers.submit(call));
    }
    while (threads.size() < others
        || threads.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
    return answers;
  }

  @Test
  void aLoneCaller_goesAtOnce() throws SQLException {
    Thread[] writer = new Thread[1];
    new GroupCommit<Integer>(1, 16, items -> writer[0] = Thread.currentThread()).write(7);
    assertThat(writer[0]).isSameAs(Thread.currentThread());
  }

  @Test
  void thoseWhoComeMeanwhile_goTogether_inGroupsOfFewSizes() throws Exception {
    GroupCommit<Integer> commits =
        new GroupCommit<>(
            1,
            8,
            items -> {
              hold(items);
              written.add(items);
            });
    List<Future<Boolean>> answers = crowd(commits, 13);
    goOn.countDown();
    for (Future<Boolean> answer : answers) {
      answer.get();
    }
    assertThat(written.stream().map(List::size)).containsExactly(1, 8, 4, 1);
    assertThat(written.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(0, 13).boxed().toList());
  }

  @Test
  void nobodyIsAnswered_beforeItIsWritten() throws Exception {
    GroupCommit<Integer> commits = new GroupCommit<>(1, 8, this::hold);
    List<Future<Boolean>> answers = crowd(commits, 3);
    assertThat(answers).noneMatch(Future::isDone);
    goOn.countDown();
    for (Future<Boolean> answer : answers) {
      answer.get();
    }
  }

  @Test
  void aRefusedGroup_goesOneByOne_andOnlyTheGuiltyIsToldSo() throws Exception {
    GroupCommit<Integer> commits =
        new GroupCommit<>(
            1,
            8,
            items -> {
              hold(items);
              if (items.contains(3)) {
                throw new SQLException("refused", REFUSED);
              }
              written.add(items);
            });
    List<Future<Boolean>> answers = crowd(commits, 4);
    goOn.countDown();
    for (int i = 0; i < answers.size(); i++) {
      Future<Boolean> answer = answers.get(i);
      if (i == 3) {
        assertThatThrownBy(answer::get)
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(SQLException.class);
      } else {
        answer.get();
      }
    }
    assertThat(written).containsExactlyInAnyOrder(List.of(0), List.of(1), List.of(2), List.of(4));
  }

  @Test
  void aLostConnection_isToldToAll_andNothingIsWrittenASecondTime() throws Exception {
    GroupCommit<Integer> commits =
        new GroupCommit<>(
            1,
            8,
            items -> {
              hold(items);
              written.add(items);
              if (items.size() > 1) {
                throw new SQLException("lost", CONNECTION_LOST);
              }
            });
    List<Future<Boolean>> answers = crowd(commits, 4);
    goOn.countDown();
    answers.get(0).get();
    for (Future<Boolean> answer : answers.subList(1, 5)) {
      assertThatThrownBy(answer::get).hasCauseInstanceOf(SQLException.class);
    }
    assertThat(written.stream().map(List::size)).containsExactly(1, 4);
  }

  @Test
  void whateverTheWriterThrows_nobodyWaitsForEver() throws Exception {
    GroupCommit<Integer> commits =
        new GroupCommit<>(
            1,
            8,
            items -> {
              hold(items);
              throw new AssertionError("a mistake of the writer");
            });
    List<Future<Boolean>> answers = crowd(commits, 4);
    goOn.countDown();
    for (Future<Boolean> answer : answers) {
      assertThatThrownBy(answer::get).hasRootCauseMessage("a mistake of the writer");
    }
  }

  @Test
  void anInterruptedCaller_isAnswered_andStaysInterrupted() throws Exception {
    GroupCommit<Integer> commits = new GroupCommit<>(1, 8, this::hold);
    Future<Boolean> held = send(commits, 0);
    underWay.await();
    boolean[] interrupted = new boolean[1];
    Thread caller =
        new Thread(
            () -> {
              try {
                commits.write(1);
                interrupted[0] = Thread.currentThread().isInterrupted();
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    caller.start();
    while (caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    caller.interrupt();
    goOn.countDown();
    caller.join();
    held.get();
    assertThat(interrupted[0]).isTrue();
  }

  @Test
  void manyCallersAndRefusals_eachIsWrittenOnce() throws Exception {
    GroupCommit<Integer> commits =
        new GroupCommit<>(
            3,
            8,
            items -> {
              if (items.size() > 1 && ThreadLocalRandom.current().nextInt(2_000) == 0) {
                throw new SQLException("refused", REFUSED);
              }
              if (ThreadLocalRandom.current().nextInt(4) == 0) {
                Thread.yield();
              }
              written.add(items);
            });
    int each = 5_000;
    List<Future<?>> all = new ArrayList<>();
    for (int caller = 0; caller < 24; caller++) {
      int first = caller * each;
      all.add(
          callers.submit(
              () -> {
                for (int i = 0; i < each; i++) {
                  commits.write(first + i);
                }
                return null;
              }));
    }
    for (Future<?> one : all) {
      one.get(50, TimeUnit.SECONDS);
    }
    assertThat(written.stream().flatMap(List::stream)).hasSize(24 * each).doesNotHaveDuplicates();
    assertThat(written).anyMatch(items -> items.size() > 1);
  }
}
