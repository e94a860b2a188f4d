namespace Lanyard.Server.Hosting.Files;

internal static class FileRegistration
{
    public static void AddFiles(this IServiceCollection services)
    {
        services.AddSingleton<IFileStore>(provider => provider.GetRequiredService<FileSettings>().S3 is { IsConfigured: true } s3
            ? new S3Files(s3)
            : new DiskFiles(provider.GetRequiredService<StoreSettings>().FilesFolder));
        services.AddSingleton<NoteFiles>();
        services.AddSingleton<FileSweep>();
    }
}
