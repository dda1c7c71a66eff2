package io.heard.tickets.attachment;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket as somebody else sees it. */
final class Bucket implements AutoCloseable {

  private static final String NAME = "files";

  private final S3Client client;

  Bucket(URI endpoint) {
    client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .forcePathStyle(true)
            .region(Region.US_EAST_1)
            .credentialsProvider(AnonymousCredentialsProvider.create())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  void make() {
    client.createBucket(make -> make.bucket(NAME));
  }

  void destroy() {
    client
        .listObjectsV2Paginator(list -> list.bucket(NAME))
        .contents()
        .forEach(object -> client.deleteObject(one -> one.bucket(NAME).key(object.key())));
    client.deleteBucket(bucket -> bucket.bucket(NAME));
  }

  /** Whether there is an object whose key ends like this. */
  boolean has(Object end) {
    return client.listObjectsV2Paginator(list -> list.bucket(NAME)).contents().stream()
        .map(S3Object::key)
        .anyMatch(key -> key.endsWith(end.toString()));
  }

  void put(String key, String content) {
    client.putObject(put -> put.bucket(NAME).key(key), RequestBody.fromString(content));
  }

  @Override
  public void close() {
    client.close();
  }
}
