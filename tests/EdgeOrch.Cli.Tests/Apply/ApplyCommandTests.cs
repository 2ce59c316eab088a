using EdgeOrch.Cli.Tests.Running;
using EdgeOrch.Contracts;
using EdgeOrch.Contracts.Api;

namespace EdgeOrch.Cli.Tests.Apply;

public sealed class ApplyCommandTests
{
    [Fact]
    public async Task Apply_NewRevision_SaysWhatHappenedAndWarns()
    {
        await using var run = await EdgectlRun.StartAsync();
        var file = run.Write("web.yaml", "kind: Deployment\n");
        Answers(run, dryRun: false, new AppliedDeployment(
            "web", ApplyAction.Configured, 3, "a\nb\n", "a\nc\n", [DeviceId.Parse("gateway-7")], [new Problem("few", "spec.selector", "selects 1 device", 4, ProblemSeverity.Warning)]));
        var got = await run.RunAsync("apply", "-f", file);
        Assert.Equal(new Outcome(0, "deployment/web configured (revision 3, 1 device)\n", $"{file}:4: warning: spec.selector: selects 1 device\n"), got);
        Assert.Equal("POST /v1/apply?dryRun=false\nkind: Deployment\n", run.Server.Requests.Single());
    }

    [Fact]
    public async Task Apply_DryRunWithDiff_ShowsTheDifference()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Input = "kind: Deployment\n";
        Answers(run, dryRun: true, new AppliedDeployment("web", ApplyAction.Configured, 3, "a\nb\n", "a\nc\n", [], []));
        var got = await run.RunAsync("apply", "-f", "-", "--dry-run", "--diff");
        Assert.Equal(
            """
            --- deployment/web (current)
            +++ deployment/web (new)
            @@ -1,2 +1,2 @@
             a
            -b
            +c
            deployment/web configured (revision 3, 0 devices) (dry run)

            """,
            got.Out);
    }

    [Fact]
    public async Task Apply_ProblemsInTheSecondFile_AppliesNoneAndNamesEach()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Write("manifests/a.yaml", "a");
        var second = run.Write("manifests/b.json", "b");
        run.Write("manifests/readme.txt", "not a manifest");
        run.Server.Answers["POST /v1/apply?dryRun=true"] = context =>
        {
            context.Response.StatusCode = 422;
            context.Response.ContentType = "application/problem+json";
            var document = new ProblemDocument("problems/invalid-manifest", "Invalid", 422, "2 problems", [
                new Problem("unknown-field", "spec.containers[0].imagee", "unknown field", 7),
                new Problem("missing", "spec.selector", "is required")]);
            if (run.Server.Requests[^1].EndsWith("\nb", StringComparison.Ordinal)) return context.Response.Body.WriteAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(document, WireJson.Default.ProblemDocument)).AsTask();
            context.Response.StatusCode = 200;
            return context.Response.Body.WriteAsync(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new ApplyResult(true, []), WireJson.Default.ApplyResult)).AsTask();
        };
        var got = await run.RunAsync("apply", "-f", Path.Combine(run.Folder, "manifests"));
        Assert.Equal(new Outcome(1, "", $"{second}:7: spec.containers[0].imagee: unknown field\n{second}: spec.selector: is required\n"), got);
        Assert.DoesNotContain(run.Server.Requests, r => r.Contains("dryRun=false", StringComparison.Ordinal));
        Assert.Equal(2, run.Server.Requests.Count);
    }

    [Fact]
    public async Task Apply_MissingOrTooLargeFile_FailsBeforeAnythingIsSent()
    {
        await using var run = await EdgectlRun.StartAsync();
        var large = run.Write("large.yaml", new string('#', Limits.ManifestBytes + 1));
        Assert.Equal(new Outcome(1, "", "edgectl: manifest \"/nowhere.yaml\": no such file\n"), await run.RunAsync("apply", "-f", "/nowhere.yaml"));
        Assert.Equal(new Outcome(1, "", $"edgectl: manifest \"{large}\": the limit is 1048576 bytes\n"), await run.RunAsync("apply", "-f", large));
        Assert.Empty(run.Server.Requests);
    }

    private static void Answers(EdgectlRun run, bool dryRun, AppliedDeployment deployment) =>
        run.Server.Answer($"POST /v1/apply?dryRun={(dryRun ? "true" : "false")}", new ApplyResult(dryRun, [deployment]), WireJson.Default.ApplyResult);
}
