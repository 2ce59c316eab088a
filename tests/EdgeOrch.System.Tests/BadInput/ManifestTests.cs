using EdgeOrch.Contracts;
using EdgeOrch.System.Tests.Programs;
using EdgeOrch.Testing.Manifests;

namespace EdgeOrch.System.Tests.BadInput;

/// <summary>The promise: a bad manifest changes nothing, says where it is wrong, and the next good one works.</summary>
public sealed class ManifestTests(Site site) : IClassFixture<Site>
{
    [Fact]
    public async Task Apply_OfTwoHundredBadManifests_TellsEachPlaceAndMovesNothing()
    {
        await site.PushSampleAsync();
        await site.ApplyAsync(site.Manifest("good", "v1", 8121));
        var before = await site.AwaitRunningAsync("good/web", 1);
        var manifests = BadManifests.All.ToList();
        Assert.True(manifests.Count >= 200, $"{manifests.Count} bad manifests");

        var wrong = new List<string>();
        foreach (var bad in manifests)
        {
            var result = await site.EdgectlWithInputAsync(bad.Text, "apply", "-f", "-");
            var place = bad.Expected[(bad.Expected.IndexOf('@', StringComparison.Ordinal) + 1)..bad.Expected.LastIndexOf(':')];
            if (result.ExitCode != 1 || result.Output.Length > 0 || !result.Errors.Contains(place, StringComparison.Ordinal))
                wrong.Add($"{bad.Expected}: exit code {result.ExitCode}: {result.Output}{result.Errors}");
        }

        Assert.Empty(wrong);
        Assert.Equal(["good"], (await site.GetAsync(WireJson.Default.IReadOnlyListDeploymentView, "deployments")).Select(one => one.Name));
        Assert.Equal(before.Pid, (await site.AwaitRunningAsync("good/web", 1)).Pid);
        await site.ApplyAsync(site.Manifest("good", "v2", 8121));
        await site.AwaitRunningAsync("good/web", 2);
    }
}
