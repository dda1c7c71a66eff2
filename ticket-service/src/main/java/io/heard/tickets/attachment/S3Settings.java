package io.heard.tickets.attachment;

import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A bucket of Amazon S3, or of another store that speaks its API. */
public interface S3Settings {

  /** The bucket. It has to be there; objects in it must not expire. */
  Optional<String> bucket();

  /** Where the store is, when it is not Amazon's. */
  Optional<URI> endpoint();

  /** Region of the bucket; most other stores take any. */
  @WithDefault("us-east-1")
  String region();

  /** Whether the bucket stands in the path instead of the host name, as most other stores want. */
  @WithDefault("false")
  boolean pathStyle();

  /** What the keys of Heard's objects begin with: several installations can share a bucket. */
  @WithDefault("heard/")
  String keyPrefix();

  /**
   * With the secret key. Without both, the AWS SDK's default chain says who we are: environment,
   * profile, or the role of the container or machine.
   */
  Optional<String> accessKey();

  /** Of the access key. */
  Optional<String> secretKey();

  /** How long making a connection may take. */
  @WithDefault("2s")
  Duration connectTimeout();

  /** How long the store may be silent, and how long an answer without a content may take in all. */
  @WithDefault("10s")
  Duration timeout();

  /** How long storing one content may take in all. */
  @WithDefault("2m")
  Duration uploadTimeout();
}
