using CsCheck;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.ControlPlane.Deployments;
using EdgeOrch.Testing.Manifests;

namespace EdgeOrch.ControlPlane.Tests.Deployments;

public sealed class ManifestReaderTests
{
    public static TheoryData<string, string> Bad => new(BadManifests.All.Select(bad => (bad.Expected, bad.Text)));

    [Theory]
    [MemberData(nameof(Bad))]
    public void Read_BadManifest_TellsCodePathAndLine(string expected, string text)
    {
        var reading = ManifestReader.Read(text);

        Assert.Empty(reading.Manifests);
        Assert.Contains(expected, reading.Problems.Select(problem => $"{problem.Code}@{problem.Path}:{problem.Line}"));
        Assert.All(reading.Problems, problem => Assert.DoesNotContain('\n', problem.Message));
    }

    [Fact]
    public void Read_GoodManifest_FillsDefaults()
    {
        var reading = ManifestReader.Read(BadManifest.Good);

        Assert.Empty(reading.Problems);
        var container = Assert.Single(Assert.Single(reading.Manifests).Manifest.Spec.Containers);
        Assert.Equal((64L * 1024 * 1024, 250L, 100), (container.Resources.Memory!.Value.Bytes, container.Resources.Cpu!.Value.Millicores, container.Resources.Pids));
        Assert.Equal((NetworkMode.None, Duration.FromSeconds(10)), (container.Network, container.StopGracePeriod));
    }

    [Theory]
    [InlineData("[web, dbb]", "[]", "[]", 13, "there is no container \"dbb\" in this deployment; did you mean \"db\"?")]
    [InlineData("[app]", "[]", "[]", 13, "container \"app\" cannot depend on itself")]
    [InlineData("[db]", "[web]", "[{name: app, condition: healthy}]", 19, "goes round in a circle: app → db → web → app")]
    [InlineData("[web, db]", "[web]", "[db]", 16, "goes round in a circle: web → db → web")]
    [InlineData("[db, db]", "[]", "[]", 13, "\"db\" is there already")]
    public void Read_WrongDependency_TellsWhatIsWrong(string app, string db, string web, int line, string message)
    {
        var text = $"{BadManifest.Good}\n    dependsOn: {app}\n  - name: db\n    image: db\n    dependsOn: {db}\n  - name: web\n    image: web\n    dependsOn: {web}\n";
        var problem = ManifestReader.Read(text).Problems[0];
        Assert.Equal((line, message), (problem.Line, problem.Message));
    }

    [Fact]
    public void Read_Dependencies_AreNamesOrMappings()
    {
        var text = $"{BadManifest.Good}\n    dependsOn: [db, {{name: web, condition: healthy}}]\n  - name: db\n    image: db\n  - name: web\n    image: web\n";
        var read = ManifestReader.Read(text);
        Assert.Empty(read.Problems);
        var containers = read.Manifests.Single().Manifest.Spec.Containers;
        Assert.Equal([new DependencyManifest { Name = "db" }, new DependencyManifest { Name = "web", Condition = DependencyCondition.Healthy }], containers[0].DependsOn!);
        Assert.Null(containers[1].DependsOn);
    }

    [Fact]
    public void Read_PortsOfTwoContainers_AreTheDevicesOnce()
    {
        string Manifest(string ports) => $$"""
            apiVersion: edgeorch/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {}
              containers:
                - {name: a, image: demo/a, network: bridge, ports: [{port: 8080, hostPort: 80}, {port: 80, protocol: udp}]}
                - {name: b, image: demo/b, network: bridge, ports: {{ports}}}
            """;

        var good = ManifestReader.Read(Manifest("[{port: 8080}, {port: 443, hostIp: '0:0::1'}, {port: 443, hostIp: 127.0.0.1}]"));
        Assert.Empty(good.Problems);
        Assert.Equal(
            [new PortManifest { Port = 8080 }, new PortManifest { Port = 443, HostIp = "::1" }, new PortManifest { Port = 443, HostIp = "127.0.0.1" }],
            good.Manifests[0].Manifest.Spec.Containers[1].Ports);
        var problem = Assert.Single(ManifestReader.Read(Manifest("[{port: 80}]")).Problems);
        Assert.Equal(("duplicate-port", "spec.containers[1].ports[0]", 8, "port 80 of the device is taken already, on line 7"), (problem.Code, problem.Path, problem.Line, problem.Message));
    }

    [Fact]
    public void Read_Json_IsReadAsYaml()
    {
        var reading = ManifestReader.Read("""
            {"apiVersion": "edgeorch/v1", "kind": "Deployment", "metadata": {"name": "web"},
             "spec": {"selector": {}, "containers": [{"name": "app", "image": "demo/app:1", "netwrok": "host"}]}}
            """);

        var problem = Assert.Single(reading.Problems);
        Assert.Equal(("unknown-field", "spec.containers[0].netwrok", 2), (problem.Code, problem.Path, problem.Line));
        Assert.Contains("did you mean \"network\"?", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SeveralProblems_TellsAllOfThem()
    {
        var reading = ManifestReader.Read(BadManifest.Good.Replace("64Mi", "lots", StringComparison.Ordinal).Replace("kind: Deployment", "kind: Pod", StringComparison.Ordinal) + "\n    bogus: 1\n");

        Assert.Equal(["bad-value", "bad-quantity", "unknown-field"], reading.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Read_AliasBomb_IsRefused()
    {
        var lines = new List<string> { "a0: &a0 [x, x, x, x, x, x, x, x, x, x]" };
        for (var level = 1; level < 12; level++) lines.Add($"a{level}: &a{level} [{string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10))}]");

        Assert.Contains(ManifestReader.Read(string.Join('\n', lines)).Problems, problem => problem.Code == "too-large");
    }

    [Fact]
    public void Read_LongTextInManyAliases_IsRefused()
    {
        var text = $"a: &a {new string('x', 100_000)}\nb: [{string.Join(", ", Enumerable.Repeat("*a", 100))}]";

        Assert.Contains("aliases expanded", Assert.Single(ManifestReader.Read(text).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepNesting_IsRefused() =>
        Assert.Contains(ManifestReader.Read(new string('[', 5000)).Problems, problem => problem.Code is "too-deep" or "syntax");

    [Fact]
    public void Read_TooLarge_IsRefused() =>
        Assert.Equal("too-large", Assert.Single(ManifestReader.Read(new string('a', 1024 * 1024 + 1)).Problems).Code);

    [Fact]
    public void Read_TwoDocuments_KeepsTheTextOfEach()
    {
        var second = BadManifest.Good.Replace("name: web", "name: api", StringComparison.Ordinal);

        var reading = ManifestReader.Read($"{BadManifest.Good}\n---\n{second}\n");

        Assert.Equal([BadManifest.Good + "\n", second + "\n"], reading.Manifests.Select(manifest => manifest.Text));
        Assert.Equal([10, 23], reading.Manifests.SelectMany(manifest => manifest.Lines).Select(lines => lines.Image));
    }

    [Fact]
    public void Read_MutatedManifest_NeverThrows() =>
        Gen.Select(Gen.Int[0, BadManifest.Good.Length - 1], Gen.Int[0, 20], Gen.String[Gen.Char["{}[]:,&*!|>'\"%@`-?#\n\t\0 ~x0é"], 0, 6])
            .Array[1, 4]
            .Sample(edits => _ = ManifestReader.Read(edits.Aggregate(BadManifest.Good, Edit)).Problems);

    [Fact]
    public void Read_RandomText_NeverThrows() => Gen.String.Sample(text => _ = ManifestReader.Read(text).Problems);

    private static string Edit(string text, (int At, int Remove, string Insert) edit)
    {
        var at = Math.Min(edit.At, text.Length);
        return text.Remove(at, Math.Min(edit.Remove, text.Length - at)).Insert(at, edit.Insert);
    }
}
