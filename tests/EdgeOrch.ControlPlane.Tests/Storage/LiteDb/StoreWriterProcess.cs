using System.Diagnostics;
using System.Globalization;
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
    private const int KeysAClient = 20;

    public static Process Start(string folder, int firstValue)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = folder;
        start.Environment[FirstVariable] = firstValue.ToString(CultureInfo.InvariantCulture);
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
        using var store = new LiteDbKeyedStore(new FolderStoreFiles(folder), NullLogger<LiteDbKeyedStore>.Instance, checkpointLogBytes: 1 << 18);
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var lines = TextWriter.Synchronized(output);
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
        }
    }
}
