using System.Buffers;
using System.Text.Json;
using EdgeOrch.Containers;
using EdgeOrch.Containers.Spec.Json;

namespace EdgeOrch.Agent.Edgerun;

/// <summary>A <see cref="ContainerState"/> as JSON, by hand for the reason that <see cref="JsonCursor"/> names.</summary>
internal static class StateDocument
{
    /// <summary>Writes one state.</summary>
    public static byte[] Write(ContainerState state) => Write(json => Append(json, state));

    /// <summary>Writes a list of states.</summary>
    public static byte[] Write(IReadOnlyList<ContainerState> states) => Write(json =>
    {
        json.WriteStartArray();
        foreach (var state in states) Append(json, state);
        json.WriteEndArray();
    });

    /// <summary>Reads one state.</summary>
    /// <exception cref="ContainerException">It is none.</exception>
    public static ContainerState Read(ReadOnlySpan<byte> document) => JsonCursor.Document(document, static (ref json) =>
    {
        var state = json.Object(new Box(), static (ref json, box, field) => box.State = With(box.State, field, ref json)).State;
        return ContainerRuntime.IsValidId(state.Id) ? state : throw new ContainerException($"id: is \"{state.Id}\", but must be a container's");
    });

    private static ContainerState With(ContainerState state, string field, ref JsonCursor json)
    {
        switch (field)
        {
            case "ociVersion": return state with { OciVersion = json.Text() };
            case "id": return state with { Id = json.Text() };
            case "status": return state with { Status = json.Text() };
            case "pid": return state with { Pid = json.Number<int>() };
            case "bundle": return state with { Bundle = json.Text() };
            case "annotations": return state with { Annotations = json.Map(static (ref json) => json.Text()) };
            case "startTime": return state with { StartTime = json.Number<long>() };
            case "cgroupsPath": return state with { CgroupsPath = json.Text() };
            case "created": return state with { Created = json.Time() };
            case "hasCallbacks": return state with { HasCallbacks = json.Flag() };
            default:
                json.Skip();
                return state;
        }
    }

    private static byte[] Write(Action<Utf8JsonWriter> append)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true });
        append(json);
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void Append(Utf8JsonWriter json, ContainerState state)
    {
        json.WriteStartObject();
        json.WriteString("ociVersion", state.OciVersion);
        json.WriteString("id", state.Id);
        json.WriteString("status", state.Status);
        json.WriteNumber("pid", state.Pid);
        json.WriteString("bundle", state.Bundle);
        if (state.Annotations is { } annotations)
        {
            json.WriteStartObject("annotations");
            foreach (var (name, value) in annotations) json.WriteString(name, value);
            json.WriteEndObject();
        }

        json.WriteNumber("startTime", state.StartTime);
        if (state.CgroupsPath is { } path) json.WriteString("cgroupsPath", path);
        json.WriteString("created", state.Created);
        json.WriteBoolean("hasCallbacks", state.HasCallbacks);
        json.WriteEndObject();
    }

    private sealed class Box
    {
        public ContainerState State { get; set; } = new("", "", "", 0, "", null, 0, null, default);
    }
}
