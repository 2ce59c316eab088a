using Xunit.Sdk;
using Xunit.v3;

namespace EdgeOrch.Conformance.Tests.Running;

/// <summary>Runs a test whose failure is known beforehand: failing it passes, passing it fails.</summary>
internal sealed class DifferenceAwareTestRunner(Difference difference) : XunitTestRunner
{
    /// <summary>A file that gets one line for each expected difference; tests/conformance counts them.</summary>
    private static readonly string? s_report = Environment.GetEnvironmentVariable("EDGEORCH_DIFFERENCES");
    private static readonly Lock s_lock = new();

    protected override async ValueTask<TimeSpan> InvokeTest(XunitTestRunnerContext ctxt, object? testClassInstance)
    {
        var elapsed = TimeSpan.Zero;
        var exception = await Record.ExceptionAsync(async () => elapsed = await base.InvokeTest(ctxt, testClassInstance));
        var failed = exception is not null || ctxt.Aggregator.HasExceptions;
        ctxt.Aggregator.Clear();
        if (!failed && !difference.Always) return elapsed;
        if (!failed) throw new XunitException($"{difference.Runtime} passes now what it is said to differ in: \"{difference.Reason}\". Remove the line from Differences.cs and docs/conformance.md");
        TestContext.Current.TestOutputHelper?.WriteLine($"expected difference: {difference.Reason}");
        Write($"{ctxt.Test.TestDisplayName}: {difference.Reason}\n");
        return elapsed;
    }

    private static void Write(string line)
    {
        if (s_report is null) return;
        lock (s_lock) File.AppendAllText(s_report, line);
    }
}
