using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Storage.LiteDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.ControlPlane.Tests.Storage.LiteDb;

/// <summary>This very test program, started again to write into a store without end and to print each write and acknowledgement.</summary>
internal static class StoreWriterProcess
{
    /// <summary>How many clients write at once.</summary>
    public const int Clients = 8;

    private const string FolderVariable = "EDGEORCH_TEST_STORE_WRITER";
    private const string FirstVariable = "EDGEORCH_TEST_STORE_FIRST";
    private const string OwnKillVariable = "EDGEORCH_TEST_STORE_OWN_KILL";
    private const string LazyVariable = "EDGEORCH_TEST_STORE_LAZY";
    private const int Killed = 9; // SIGKILL
    private const int KeysAClient = 20;
    private static int _untilKill;

    /// <param name="folder">The store's folder.</param>
    /// <param name="firstValue">The first value that it writes.</param>
    /// <param name="ownKill">After so many acknowledgements it kills itself, sooner than anyone else could; 0 for never.</param>
    /// <param name="lazy">Whether its store acknowledges too early.</param>
    public static Process Start(string folder, int firstValue, int ownKill, bool lazy)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = folder;
        start.Environment[FirstVariable] = firstValue.ToString(CultureInfo.InvariantCulture);
        start.Environment[OwnKillVariable] = ownKill.ToString(CultureInfo.InvariantCulture);
        if (lazy) start.Environment[LazyVariable] = "1";
        return Process.Start(start)!;
    }

    /// <summary>Called first of all by the program; true when this was such a process.</summary>
    public static async Task<bool> RunIfAskedAsync()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder) return false;
        await Write(folder, int.Parse(Environment.GetEnvironmentVariable(FirstVariable)!, CultureInfo.InvariantCulture));
        return true;
    }

    private static async Task Write(string folder, int first)
    {
        IStoreFiles files = new FolderStoreFiles(folder);
        if (Environment.GetEnvironmentVariable(LazyVariable) is not null) files = new LazyStoreFiles(files);
        using var store = new LiteDbKeyedStore(files, NullLogger<LiteDbKeyedStore>.Instance, checkpointLogBytes: 1 << 18);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var lines = TextWriter.Synchronized(output);
        _untilKill = int.Parse(Environment.GetEnvironmentVariable(OwnKillVariable)!, CultureInfo.InvariantCulture);
        // Looked up and compiled now, so that it takes no time later.
        _ = Kill(Environment.ProcessId, 0);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WriteForever(store, lines, client, first)));
    }

    private static async Task WriteForever(LiteDbKeyedStore store, TextWriter lines, int client, int value)
    {
        for (; ; value++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{client}/{value % KeysAClient}");
            var content = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{value}:{new string('x', value * 97 % 4000)}"));
            await lines.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"try {key} {value}"));
            var etag = (await store.PutAsync([StoreWrite.Put("t", key, content)]))[0];
            await lines.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ack {key} {value} {etag} ."));
            if (Interlocked.Decrement(ref _untilKill) == 0) _ = Kill(Environment.ProcessId, Killed);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
