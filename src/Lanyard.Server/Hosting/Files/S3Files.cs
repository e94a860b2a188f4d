using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Lanyard.Server.Hosting.Files;

/// <summary>Files in a bucket of an S3-compatible store, each as <c>files/folder/name</c>.</summary>
internal sealed class S3Files : IFileStore, IDisposable
{
    private const string Root = "files/";
    private readonly AmazonS3Client _client;
    private readonly string _bucket;

    public S3Files(S3Settings settings)
    {
        _bucket = settings.Bucket!;
        _client = new(new BasicAWSCredentials(settings.AccessKey, settings.SecretKeyText()), new AmazonS3Config
        {
            ServiceURL = settings.Endpoint,
            AuthenticationRegion = settings.Region,
            // Names of buckets as hosts need certificates and names that few of these stores have.
            ForcePathStyle = true,
            // Not every store knows the newer checksums; the request is signed with the hash of its body.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            Timeout = TimeSpan.FromSeconds(30),
            MaxErrorRetry = 3,
        });
    }

    public async Task SaveAsync(string folder, string name, string contentType, byte[] content, CancellationToken cancellation)
    {
        using var stream = new MemoryStream(content, writable: false);
        await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket, Key = Root + folder + "/" + name, ContentType = contentType, InputStream = stream,
            // Else some stores keep the frames of the chunks within the file.
            UseChunkEncoding = false,
        }, cancellation);
    }

    public async Task<IReadOnlyList<string>> ListAsync(string folder, CancellationToken cancellation)
    {
        var prefix = Root + folder + "/";
        var names = new List<string>();
        await foreach (var page in PagesAsync(prefix, null, cancellation))
            names.AddRange((page.S3Objects ?? []).Select(o => o.Key[prefix.Length..]));
        return names;
    }

    public async Task<Stream?> OpenAsync(string folder, string name, CancellationToken cancellation)
    {
        try
        {
            var response = await _client.GetObjectAsync(_bucket, Root + folder + "/" + name, cancellation);
            return response.ResponseStream;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    public async Task DeleteAsync(string folder, CancellationToken cancellation)
    {
        // One by one: deleting many at once needs a checksum that not every store knows.
        foreach (var name in await ListAsync(folder, cancellation))
            await _client.DeleteObjectAsync(_bucket, Root + folder + "/" + name, cancellation);
    }

    public async IAsyncEnumerable<string> FoldersAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var page in PagesAsync(Root, "/", cancellation))
        {
            foreach (var prefix in page.CommonPrefixes ?? [])
                yield return prefix[Root.Length..^1];
        }
    }

    public void Dispose() => _client.Dispose();

    private async IAsyncEnumerable<ListObjectsV2Response> PagesAsync(
        string prefix, string? delimiter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = prefix, Delimiter = delimiter };
        while (true)
        {
            var page = await _client.ListObjectsV2Async(request, cancellation);
            yield return page;
            if (page.IsTruncated is not true)
                yield break;
            request.ContinuationToken = page.NextContinuationToken;
        }
    }
}
