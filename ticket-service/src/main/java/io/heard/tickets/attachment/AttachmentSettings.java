package io.heard.tickets.attachment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Which files are taken over the API. */
@ConfigMapping(prefix = "heard.attachments")
public interface AttachmentSettings {

  /**
   * Endings of names that are refused over the API: files that run when somebody opens them. What
   * comes by mail is kept all the same, and handed out as a download like everything else.
   */
  @WithDefault(
      "app,bat,cmd,com,cpl,dll,exe,hta,jar,js,jse,lnk,msi,msp,ps1,reg,scr,vb,vbe,vbs,wsf,wsh")
  Set<String> refusedEndings();

  /** Media types that are refused over the API, for the same reason. */
  @WithDefault(
      "application/x-msdownload,application/x-dosexec,application/x-msi,application/x-sh,application/x-bat,application/java-archive,"
          + "application/javascript,text/javascript,application/hta,application/vnd.microsoft.portable-executable")
  Set<String> refusedTypes();

  /**
   * Where contents go: DATABASE (in pieces, with the tickets: any number of replicas, one backup),
   * DISK (new ones into a directory; with several replicas one they share) or S3 (all, a moment
   * after they were committed in the database, into a bucket). What is elsewhere stays readable.
   */
  @WithDefault("DATABASE")
  BlobStore.Kind store();

  /** Of DISK: the directory. It is made when it is missing. */
  Optional<Path> directory();

  /** Of S3. */
  S3Settings s3();

  /** How often contents are looked for that are to be carried to S3. */
  @WithDefault("2s")
  Duration moveEvery();

  /**
   * How long a content may be without a row that names it before it is swept, and how long one that
   * was carried to S3 stays where it was. Longer than any upload or download may take.
   */
  @WithDefault("1h")
  Duration orphanAfter();

  /** How often what was erased is taken away from disk or S3. */
  @WithDefault("5s")
  Duration emptyEvery();

  /** How often orphans are looked for. */
  @WithDefault("1h")
  Duration sweepEvery();
}
