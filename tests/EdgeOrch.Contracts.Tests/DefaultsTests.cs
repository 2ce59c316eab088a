using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeOrch.Contracts.Manifests;
using EdgeOrch.Contracts.Tests.Json;
using EdgeOrch.Contracts.Tests.Samples;

namespace EdgeOrch.Contracts.Tests;

/// <summary>A member that a peer of another version did not write has its default, as in a record made in code.</summary>
public sealed class DefaultsTests
{
    public static TheoryData<Type> Records =>
    [
        .. typeof(WireJson).Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.GetConstructor([]) is not null)
            .Where(type => !type.IsAssignableTo(typeof(JsonConverter)) && type != typeof(WireJson)),
    ];

    [Fact]
    public void Deserialize_ContainerWithWhatIsRequiredAlone_HasEveryDefault()
    {
        Reads("""{"name":"app","image":"app","stopGracePeriod":"10s"}""", ManifestSamples.Plain);
        Reads("{}", new CapabilitiesManifest());
        Reads("{}", new DeviceManifest());
        Reads("""{"port":80}""", new HttpProbe { Port = 80 });
        Reads("""{"name":"A"}""", new EnvVariable { Name = "A" });
    }

    [Fact]
    public void Deserialize_DeploymentWithWhatIsRequiredAlone_HasEveryDefault() => Reads(
        """
        {"apiVersion":"edgeorch/v1","kind":"Deployment","metadata":{"name":"app"},
         "spec":{"selector":{},"containers":[{"name":"app","image":"app","stopGracePeriod":"10s"}]}}
        """,
        ManifestSamples.PlainManifest);

    [Theory]
    [MemberData(nameof(Records))]
    public void Init_WithNothing_KeepsADefaultOrTheMemberIsRequired(Type record)
    {
        var made = Activator.CreateInstance(record)!;
        foreach (var member in record.GetProperties().Where(member => member.CanWrite && !WireRequires(member)))
        {
            var before = member.GetValue(made);
            // What generated code does with a member that is absent.
            member.SetValue(made, null);
            DeepEquality.AssertEqual(before, member.GetValue(made));
        }
    }

    [Fact]
    public void Deserialize_MemberWhoseDefaultIsNotZero_IsRefusedWithoutIt() =>
        Assert.Contains("pids", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("{}", Golden.WireType(typeof(ResourceManifest)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Deserialize_ReportsAndEventsWithWhatIsRequiredAlone_HaveTheirDefaults()
    {
        Reads("""{"id":"web/nginx","revision":0,"phase":"pending"}""", StateSamples.Pending);
        Reads("""{"sequence":1,"at":"2026-03-01T12:00:00Z","type":"agent-started","message":"started"}""", RpcSamples.PlainEvent);
        Reads("""{"type":"a","holds":true,"reason":"b","message":"c","since":"2026-03-01T12:00:00Z"}""", new Condition("a", true, "b", "c", Known.Noon));
        Reads("""{"code":"a","path":"b","message":"c"}""", new Problem("a", "b", "c"));
    }

    private static void Reads<T>(string json, T expected) => DeepEquality.AssertEqual(expected, JsonSerializer.Deserialize(json, Golden.WireType(typeof(T))));

    private static bool WireRequires(PropertyInfo member) =>
        member.GetCustomAttribute<RequiredMemberAttribute>() is not null || member.GetCustomAttribute<JsonRequiredAttribute>() is not null;
}
