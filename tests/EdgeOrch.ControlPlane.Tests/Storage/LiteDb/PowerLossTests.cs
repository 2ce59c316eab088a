using System.Globalization;
using System.Text;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Storage.LiteDb;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Sdk;

namespace EdgeOrch.ControlPlane.Tests.Storage.LiteDb;

/// <summary>The promise: what was acknowledged is there after power loss, whatever unsynced blocks the disk dropped.</summary>
public sealed class PowerLossTests
{
    private const int Runs = 150;
    private const int CutsARun = 2;
    private const int Clients = 4;
    private const int KeysAClient = 6;
    private static readonly byte[] NewData = EmptyDatabase.Create();

    [Fact]
    public async Task PutAsync_PowerLostAtRandomMoments_NothingAcknowledgedIsLostOrCorrupt()
    {
        var acknowledged = await LosePowerAgainAndAgain(syncsLog: true);

        Assert.True(acknowledged > Runs * 10, $"only {acknowledged} writes were acknowledged in {Runs} runs: the test proved little");
    }

    [Fact]
    public async Task PutAsync_LogIsNotSynced_IsCaughtLosingAcknowledgedWrites()
    {
        var caught = await Assert.ThrowsAnyAsync<XunitException>(() => LosePowerAgainAndAgain(syncsLog: false));

        Assert.Matches(@"^seed \d+, cut \d: \d/\d is (gone|\(\d+, [0-9a-f]+\)), expected \(\d+, [0-9a-f]+\)", caught.Message);
    }

    [Fact]
    public async Task PutAsync_DiskFullThenFreed_FailsClearlyAndTheNextWriteWorks()
    {
        var disk = new SimulatedDisk(NewData, []);
        await using var store = Open(disk);
        var etag = (await store.PutAsync([Put("a", 1)], TestContext.Current.CancellationToken))[0];
        disk.FailAfter(1, () => new IOException("No space left on device"));
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PutAsync([Put("a", 2)], TestContext.Current.CancellationToken));
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
        disk.Repair();
        await PutWhenRecovered(store, "b");
        var kept = await store.GetAsync("t", "a", TestContext.Current.CancellationToken);
        Assert.Equal(etag, kept!.Etag);
    }

    private static async Task<int> LosePowerAgainAndAgain(bool syncsLog)
    {
        var acknowledged = 0;
        for (var seed = 0; seed < Runs; seed++)
        {
            var random = new Random(seed);
            var disk = new SimulatedDisk(NewData, [], syncsLog);
            var known = new KnownState();
            for (var cut = 0; cut < CutsARun; cut++)
            {
                disk = await WriteUntilPowerIsLost(disk, random, known);
                await Verify(disk, known, $"seed {seed}, cut {cut}");
            }
            acknowledged += known.Acknowledged;
        }
        return acknowledged;
    }

    // The store retries by itself; a write that comes before it has reopened is refused, which is what callers are told to expect.
    private static async Task PutWhenRecovered(LiteDbKeyedStore store, string key)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await store.PutAsync([Put(key, 1)], TestContext.Current.CancellationToken);
                return;
            }
            catch (StoreUnavailableException) when (attempt < 3)
            {
            }
        }
    }

    private static async Task<SimulatedDisk> WriteUntilPowerIsLost(SimulatedDisk disk, Random random, KnownState known)
    {
        // A low limit, so that cuts fall into checkpoints too.
        var store = Open(disk, checkpointLogBytes: random.Next(8, 80) * 8192);
        disk.FailAfter(random.Next(1, 250));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => WriteUntilFailure(store, client, random.Next(), known)));
        var survived = disk.LosePower(random);
        await store.DisposeAsync();
        return survived;
    }

    private static async Task WriteUntilFailure(LiteDbKeyedStore store, int client, int seed, KnownState known)
    {
        var random = new Random(seed);
        for (var n = 0; n < 200; n++)
        {
            var keys = Enumerable.Range(0, KeysAClient).Where(_ => random.Next(3) == 0).Select(k => $"{client}/{k}").DefaultIfEmpty($"{client}/0").ToArray();
            var value = known.Attempt(client);
            try
            {
                var etags = await store.PutAsync(keys.Select(key => Put(key, value, random.Next(1, 9000))).ToList());
                known.Acknowledge(keys, value, etags);
            }
            catch (StoreUnavailableException)
            {
                known.Unknown(keys, value);
                return;
            }
        }
    }

    private static async Task Verify(SimulatedDisk disk, KnownState known, string circumstance)
    {
        await using var store = Open(disk);
        var page = await store.ScanAsync("t", limit: 1000);
        known.Check(page.Documents.ToDictionary(d => d.Key, d => (Value: ReadValue(d), d.Etag)), circumstance);
    }

    private static StoreWrite Put(string key, int value, int padding = 0) =>
        StoreWrite.Put("t", key, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{value}:{new string('x', padding)}")));

    private static int ReadValue(StoredDocument document)
    {
        var text = Encoding.UTF8.GetString(document.Content.Span);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        Assert.True(text[(colon + 1)..].All(c => c == 'x'), $"document {document.Key} is corrupt");
        return int.Parse(text[..colon], CultureInfo.InvariantCulture);
    }

    private static LiteDbKeyedStore Open(SimulatedDisk disk, long checkpointLogBytes = 1 << 20) => new(disk, NullLogger<LiteDbKeyedStore>.Instance, checkpointLogBytes);
}
