using EdgeOrch.Cli.Tests.Running;

namespace EdgeOrch.Cli.Tests.Delete;

public sealed class DeleteCommandTests
{
    [Fact]
    public async Task Delete_ByFile_RemovesEveryDeploymentInIt()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Answers["DELETE /v1/deployments/one"] = run.Server.Answers["DELETE /v1/deployments/two"] = _ => Task.CompletedTask;
        run.Input = "apiVersion: edgeorch/v1\nkind: Deployment\nmetadata: {labels: {name: no}, name: one}\nspec: {containers: [{name: x}]}\n---\n---\nkind: Deployment\nmetadata:\n  name: two\n";
        Assert.Equal(new Outcome(0, "deployment/one deleted\ndeployment/two deleted\n", ""), await run.RunAsync("delete", "-f", "-"));
    }

    [Theory]
    [InlineData("kind: Pod\nmetadata: {name: a}\n", "edgectl: stdin:1: kind \"Pod\": must be Deployment\n")]
    [InlineData("kind: Deployment\nmetadata: {name: ../a}\n", "edgectl: stdin:1: metadata.name \"../a\": must be 1 to 63 ")]
    [InlineData("", "edgectl: stdin: holds no manifest\n")]
    [InlineData("a: [\n", "edgectl: stdin:")]
    public async Task Delete_ByBadFile_RemovesNothing(string manifest, string expected)
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Input = manifest;
        var got = await run.RunAsync("delete", "-f", "-");
        Assert.Equal(1, got.Code);
        Assert.StartsWith(expected, got.Error, StringComparison.Ordinal);
        Assert.Empty(run.Server.Requests);
    }

    [Fact]
    public async Task Delete_OneOfSeveralIsMissing_RemovesTheOthersAndFails()
    {
        await using var run = await EdgectlRun.StartAsync();
        run.Server.Refuse("DELETE /v1/devices/gateway-1", 404, "device \"gateway-1\": not found");
        run.Server.Answers["DELETE /v1/devices/gateway-2"] = context =>
        {
            context.Response.StatusCode = 204;
            return Task.CompletedTask;
        };
        var got = await run.RunAsync("delete", "device", "gateway-1", "gateway-2");
        Assert.Equal(new Outcome(1, "device/gateway-2 deleted\n", "edgectl: device \"gateway-1\": not found\n"), got);
    }
}
