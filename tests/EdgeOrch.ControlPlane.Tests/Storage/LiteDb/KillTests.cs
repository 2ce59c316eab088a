using System.Globalization;
using System.Text;
using EdgeOrch.ControlPlane.Storage;
using EdgeOrch.ControlPlane.Storage.LiteDb;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Sdk;

namespace EdgeOrch.ControlPlane.Tests.Storage.LiteDb;

/// <summary>The promise: what was acknowledged is there after the process was killed, with the etag that was returned.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 100;
    private readonly TemporaryFolder _folder = new();
    private readonly KnownState _known = new();
    private readonly Dictionary<string, int> _tried = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PutAsync_ProcessKilledAHundredTimesWhileWriting_NothingAcknowledgedIsLost()
    {
        await KillAgainAndAgain(lazy: false);

        Assert.True(_known.Acknowledged > Kills * 10, $"only {_known.Acknowledged} writes were acknowledged: the test proved little");
    }

    [Fact]
    public async Task PutAsync_StoreAcknowledgesTooEarly_IsCaughtLosingAcknowledgedWrites()
    {
        var caught = await Assert.ThrowsAnyAsync<XunitException>(() => KillAgainAndAgain(lazy: true));

        Assert.Matches(@"^kill \d+: \d/\d+ is ", caught.Message);
    }

    private async Task KillAgainAndAgain(bool lazy)
    {
        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Every other time by itself, right after the acknowledgement.
            await WriteUntilKilled(kill * 100_000, afterAcknowledgements: random.Next(1, 60), ownKill: kill % 2 == 0, lazy);
            await Verify($"kill {kill}");
        }
    }

    private async Task WriteUntilKilled(int firstValue, int afterAcknowledgements, bool ownKill, bool lazy)
    {
        using var process = StoreWriterProcess.Start(_folder.Path, firstValue, ownKill ? afterAcknowledgements : 0, lazy);
        var acknowledged = 0;
        // What the pipe still holds after the kill was acknowledged as well, so it is read to its end.
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Note(line.Split(' '));
            if (line.StartsWith("ack ", StringComparison.Ordinal) && ++acknowledged == afterAcknowledgements && !ownKill) process.Kill();
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(acknowledged >= afterAcknowledgements, $"the writer ended by itself after {acknowledged} acknowledgements, exit code {process.ExitCode}");
        foreach (var (key, value) in _tried) _known.Unknown([key], value);
        _tried.Clear();
    }

    // A line cut short by the kill has too few words and tells nothing: its write counts as one of unknown outcome.
    private void Note(string[] words)
    {
        if (words is ["try", var tried, var value] && int.TryParse(value, CultureInfo.InvariantCulture, out var number)) _tried[tried] = number;
        if (words is not ["ack", var key, var written, var etag, "."]) return;
        _known.Acknowledge([key], int.Parse(written, CultureInfo.InvariantCulture), [etag]);
        _tried.Remove(key);
    }

    private async Task Verify(string circumstance)
    {
        await using var store = new LiteDbKeyedStore(new FolderStoreFiles(_folder.Path), NullLogger<LiteDbKeyedStore>.Instance);
        var page = await store.ScanAsync("t", limit: 1000, cancellation: TestContext.Current.CancellationToken);
        Assert.Null(page.NextAfterKey);
        _known.Check(page.Documents.ToDictionary(d => d.Key, d => (ReadValue(d), d.Etag)), circumstance);
    }

    private static int ReadValue(StoredDocument document)
    {
        var text = Encoding.UTF8.GetString(document.Content.Span);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var value = int.Parse(text[..colon], CultureInfo.InvariantCulture);
        Assert.Equal(new string('x', value * 97 % 4000), text[(colon + 1)..]);
        return value;
    }
}
