using System.Diagnostics;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Tests.Networking;

/// <summary>A network namespace of its own, which nothing of the device is in. It wants root.</summary>
internal sealed class NetworkSandbox : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public NetworkSandbox()
    {
        Fd = OnThread(
            () =>
            {
                Libc.Call(Syscall.Unshare, "network", (nint)Flags.CloneNewNet);
                var fd = Libc.TryOpen("/proc/thread-self/ns/net", Flags.CloseOnExec);
                return fd >= 0 ? fd : throw new ContainerException("open", "/proc/thread-self/ns/net", -fd);
            });
        Run(() => Tool("ip", "link", "set", "lo", "up"));
    }

    /// <summary>Holds the namespace.</summary>
    public int Fd { get; }

    /// <summary>Does something on a thread that is in the namespace.</summary>
    public T Run<T>(Func<T> action) => OnThread(
        () =>
        {
            Libc.Call(Syscall.Setns, "sandbox", Fd, (nint)Flags.CloneNewNet);
            return action();
        });

    /// <inheritdoc cref="Run{T}(Func{T})"/>
    public void Run(Action action) => Run(() =>
    {
        action();
        return true;
    });

    /// <summary>Runs a program in the namespace; its output, or an exception with what it said.</summary>
    public string Program(params string[] command) => Run(() => Tool(command));

    /// <summary>Runs a program in the namespace; its exit code.</summary>
    public int ExitCode(params string[] command) => Run(() => Start(command).Code);

    public void Dispose() => Libc.Close(Fd);

    private static string Tool(params string[] command)
    {
        var (code, output, error) = Start(command);
        return code == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)}: exit code {code}: {error}");
    }

    private static (int Code, string Output, string Error) Start(string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        if (!process.WaitForExit(s_patience)) throw new TimeoutException($"{string.Join(' ', command)}: has not ended");
        return (process.ExitCode, output, error);
    }

    // A thread that changed its namespace is of no use to anybody else.
    private static T OnThread<T>(Func<T> action)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = action();
            }
            catch (Exception e)
            {
                failure = e;
            }
        })
        { IsBackground = true };
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException(failure.Message, failure);
    }
}
