using Microsoft.Extensions.Logging;

namespace EdgeOrch.Agent.Supervision;

/// <summary>Writes a line an event to stderr, which the init system keeps; nothing else fits in a process this small.</summary>
internal sealed class StderrLogger(TimeProvider time) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel)) return;
        var level = logLevel switch
        {
            LogLevel.Information => "info",
            LogLevel.Warning => "warn",
            _ => "error",
        };
        Console.Error.WriteLine($"{time.GetUtcNow().UtcDateTime:O} {level} {formatter(state, exception).ReplaceLineEndings(" ")}");
    }
}
