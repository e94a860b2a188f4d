namespace Lanyard.Server.Hosting.Files;

/// <summary>Section <c>Files</c>: where images and recordings lie, when not in the data folder.</summary>
public sealed class FileSettings
{
    public S3Settings S3 { get; set; } = new();

    internal static IEnumerable<string> Faults(IConfiguration configuration)
    {
        var s3 = (configuration.GetSection("Files").Get<FileSettings>() ?? new()).S3;
        if (!s3.IsConfigured)
            yield break;
        if (!Uri.TryCreate(s3.Endpoint, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("https" or "http"))
            yield return "Files:S3:Endpoint must be an address such as https://s3.example.com.";
        if (string.IsNullOrWhiteSpace(s3.Bucket))
            yield return "Files:S3:Bucket must name a bucket.";
        if (string.IsNullOrWhiteSpace(s3.AccessKey))
            yield return "Files:S3:AccessKey must be set.";
        if (s3.SecretKey is null == s3.SecretKeyFile is null)
            yield return "One of Files:S3:SecretKey and Files:S3:SecretKeyFile must be set.";
        if (s3.SecretKeyFile is not null && !File.Exists(s3.SecretKeyFile))
            yield return "Files:S3:SecretKeyFile must name a file that holds the secret key.";
    }
}

/// <summary>Section <c>Files:S3</c>: a bucket of an S3-compatible store.</summary>
public sealed class S3Settings
{
    /// <summary>Such as <c>https://s3.example.com</c>; files lie in the data folder when not set.</summary>
    public string? Endpoint { get; set; }

    public string Region { get; set; } = "us-east-1";

    public string? Bucket { get; set; }

    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>A file that holds the secret key, instead of <see cref="SecretKey"/>.</summary>
    public string? SecretKeyFile { get; set; }

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Endpoint);

    public string SecretKeyText() => SecretKeyFile is null ? SecretKey ?? "" : File.ReadAllText(SecretKeyFile).Trim();
}
