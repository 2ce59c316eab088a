using System.Runtime.CompilerServices;
using EdgeOrch.ControlPlane.Deployments;
using NJsonSchema;

namespace EdgeOrch.ControlPlane.Tests.Deployments;

public sealed class ManifestSchemaTests
{
    [Fact]
    public void Text_IsWhatTheModelGives()
    {
        var generated = SchemaGenerator.Generate();
        // EDGEORCH_WRITE_GOLDEN=1 writes the file anew; changing it is a deliberate act.
        if (Environment.GetEnvironmentVariable("EDGEORCH_WRITE_GOLDEN") == "1") File.WriteAllText(SchemaPath(), generated);

        Assert.Equal(File.ReadAllText(SchemaPath()), generated);
    }

    [Theory]
    [InlineData("""{"name": "app", "image": "demo/app:1"}""", true)]
    [InlineData("""{"name": "app", "image": "a", "resources": {"memory": "64Mi", "cpu": 0.5}, "network": "host"}""", true)]
    [InlineData("""{"name": "app", "image": "a", "stopGracePeriod": "1m30s", "healthCheck": {"tcp": {"port": 80}}}""", true)]
    [InlineData("""{"name": "app", "image": "a", "netwrok": "host"}""", false)]
    [InlineData("""{"name": "App", "image": "a"}""", false)]
    [InlineData("""{"name": "app"}""", false)]
    [InlineData("""{"name": "app", "image": "a", "network": "wifi"}""", false)]
    [InlineData("""{"name": "app", "image": "a", "resources": {"memory": "64 Mi"}}""", false)]
    [InlineData("""{"name": "app", "image": "a", "volumes": [{"mountPath": "/a", "name": "b", "hostPath": "/c"}]}""", false)]
    public async Task Text_Validates_WhatTheReaderAccepts(string container, bool good)
    {
        var manifest = $$$"""{"apiVersion": "edgeorch/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"selector": {}, "containers": [{{{container}}}]}}""";
        var schema = await JsonSchema.FromJsonAsync(ManifestSchema.Text, TestContext.Current.CancellationToken);

        Assert.Equal(good, schema.Validate(manifest).Count == 0);
        Assert.Equal(good, ManifestReader.Read(manifest).Problems.Count == 0);
    }

    private static string SchemaPath([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../../docs/schemas/deployment.schema.json"));
}
