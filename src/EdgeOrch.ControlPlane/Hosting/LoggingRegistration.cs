using System.Globalization;
using EdgeOrch.ControlPlane.Api;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace EdgeOrch.ControlPlane.Hosting;

/// <summary>Wires Serilog: text to the console, compact JSON to bounded files.</summary>
internal static class LoggingRegistration
{
    private const int FileBytes = 10 * 1024 * 1024;
    private const int FilesKept = 10;
    private const string Line = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    public static void AddControlPlaneLogging(this IServiceCollection services, ServeOptions options) =>
        services.AddSerilog(logging => logging
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Orleans", LogEventLevel.Warning)
            // At every start it takes the machine's uptime for the time that a check took.
            .MinimumLevel.Override("Orleans.Runtime.Watchdog", LogEventLevel.Error)
            // It tells of each attempt; whoever gave up says so.
            .MinimumLevel.Override("Polly", LogEventLevel.Error)
            // Authentication drags data protection in; no key of it is used here.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .MinimumLevel.Override(typeof(TokenAuthentication).FullName!, LogEventLevel.Warning)
            .WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture)
            .WriteTo.File(
                new CompactJsonFormatter(), Path.Combine(options.Data, "log", "edgeorch-.json"), rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: FileBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: FilesKept));
}
