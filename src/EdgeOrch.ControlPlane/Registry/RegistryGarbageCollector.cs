namespace EdgeOrch.ControlPlane.Registry;

/// <summary>Collects the registry's garbage now and then.</summary>
internal sealed partial class RegistryGarbageCollector(OciRegistry registry, RegistryOptions options, TimeProvider time, ILogger<RegistryGarbageCollector> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.CollectEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                var freed = await registry.CollectAsync(stoppingToken);
                RegistryCollected(freed);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or Storage.StoreUnavailableException)
            {
                RegistryCollectionFailed(e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "collected the registry's garbage: {FreedBytes} bytes freed")]
    private partial void RegistryCollected(long freedBytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "could not collect the registry's garbage; tried again later")]
    private partial void RegistryCollectionFailed(Exception e);
}
