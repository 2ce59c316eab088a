using System.Diagnostics;
using System.Security.Cryptography;
using EdgeOrch.Agent.Link;
using EdgeOrch.Agent.Running;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Messages;
using EdgeOrch.Contracts.Reported;
using EdgeOrch.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeOrch.Agent.Tests.Pulling;

/// <summary>A device whose disk is full: a tmpfs of its own, so that the kernel itself says ENOSPC (needs root).</summary>
public sealed class FullDiskTests : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PullingDevice _device;

    public FullDiskTests()
    {
        Mount("-t", "tmpfs", "-o", "size=32m", "edgeorch-test", _folder.Path);
        _device = new PullingDevice(_folder.Path);
    }

    [Fact]
    public async Task Wish_LayerUnpacksToMoreThanIsFree_SaysNoSpaceAndTheNextGoodImageRuns()
    {
        // Far fewer bytes are delivered than are unpacked: only the disk itself can tell.
        var tar = Tars.OneFile("text", string.Concat(Enumerable.Range(0, 3_500_000).Select(i => $"{i:D9}\n")));
        var large = _device.Cloud.AddImage(tar, Tars.Gzip(tar));
        await _device.RunsAsync(1, _device.Cloud.First);
        var why = await _device.FailsAsync(2, large);
        Assert.Equal(("ImageReady", "no-space", true), (why.Type, why.Reason, why.Retryable));
        Assert.Equal(["start shop.web"], _device.Supervisor.Calls);
        Assert.Equal((WorkloadPhase.Running, 1), (_device.Reported.Phase, _device.Reported.Revision));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Of("images", "staging")));
        await _device.RunsAsync(3, _device.Cloud.AddImage(Tars.OneFile("hello", "small\n")));
    }

    [Fact]
    public async Task Wish_DiskFillsUpWhileDownloading_SaysNoSpaceAndGoesOnWhenThereIsRoom()
    {
        var image = _device.Cloud.AddImage(Tars.Bulk(4_000_000));
        var filler = _folder.Of("filler");
        _device.Cloud.Deliver = (source, bytes) =>
        {
            if (source.Blob == image.Layer && !File.Exists(filler)) Fill(filler);
            return bytes;
        };
        var why = await _device.FailsAsync(1, image);
        Assert.Equal(("ImageReady", "no-space"), (why.Type, why.Reason));

        // Full before its first byte from now on: refused without asking for any.
        var sent = _device.Cloud.Sent;
        Assert.Equal("no-space", (await _device.FailsAsync(2, _device.Cloud.First)).Reason);
        Assert.Equal(sent, _device.Cloud.Sent);
        _device.Cloud.Deliver = (_, bytes) => bytes;
        File.Delete(filler);
        await _device.RunsAsync(1, image);
    }

    [Fact]
    public async Task Take_DesiredStateCannotBeKept_IsNotActedOnUntilThereIsRoom()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stop = new CancellationTokenSource();
        using var outbox = Outbox.Open(_folder.Of("outbox"), new OutboxOptions(), _device.Time);
        var conditions = new DeviceConditions(_device.Time);
        var gate = new DesiredGate(DeviceId.Parse("line-3"), key, new DataFolder(_folder.Path));
        var inbox = new DesiredInbox(gate, outbox, conditions, _device.Time, NullLogger<DesiredInbox>.Instance);
        var running = inbox.RunAsync(stop.Token);
        inbox.Take(Wishes.Sign(Wishes.State(1), key));
        Fill(_folder.Of("filler"));
        inbox.Take(Wishes.Sign(Wishes.State(2, Wishes.Workload()), key));
        Assert.Equal("desired-not-kept", Assert.Single(conditions.All).Reason);
        Assert.Equal(1, gate.Current!.Generation);
        File.Delete(_folder.Of("filler"));
        await Eventually.HoldsAsync("the state to be taken", TimeSpan.FromSeconds(20), () =>
        {
            _device.Time.Advance(TimeSpan.FromSeconds(5));
            return gate.Current.Generation == 2;
        });
        await stop.CancelAsync();
        await running;
        Assert.Empty(conditions.All);
    }

    [Fact]
    public void Add_OutboxCannotGrow_ThrowsAndKeepsWhatItHas()
    {
        using var outbox = Outbox.Open(_folder.Of("outbox"), new OutboxOptions(), _device.Time);
        outbox.Add("first", EventSeverity.Normal, null, "kept");
        Fill(_folder.Of("filler"));
        var added = 1;
        Assert.Throws<IOException>(() =>
        {
            // The file's last block still has some room.
            for (; added < 100; added++) outbox.Add("more", EventSeverity.Normal, null, new string('x', 1000));
        });
        File.Delete(_folder.Of("filler"));
        Assert.Equal(added + 1, outbox.Add("last", EventSeverity.Normal, null, "kept").Sequence);
        Assert.Equal(Enumerable.Range(1, added + 1), outbox.Peek(200).Select(e => (int)e.Sequence));
        outbox.Dispose();
        using var again = Outbox.Open(_folder.Of("outbox"), new OutboxOptions(), _device.Time);
        Assert.Equal(added + 1, again.Count);
    }

    public async ValueTask DisposeAsync()
    {
        await _device.DisposeAsync();
        Run("umount", "--lazy", _folder.Path);
        _folder.Dispose();
    }

    private static void Fill(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        var block = new byte[4096];
        try
        {
            for (long at = 0; ; at += block.Length) RandomAccess.Write(file, block, at);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static void Mount(params string[] arguments) => Run("mount", arguments);

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
