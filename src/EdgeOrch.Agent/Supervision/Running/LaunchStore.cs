using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>The durable files of one container: <c>launch.json</c> (the wish) and <c>record.json</c> (what was observed last).</summary>
internal sealed class LaunchStore(string folder)
{
    private const string LaunchFile = "launch.json";
    private const string RecordFile = "record.json";

    /// <summary>The container's folder; also holds its FIFOs and its log.</summary>
    public string Folder => folder;

    /// <summary>Makes the wish durable.</summary>
    /// <exception cref="IOException">The disk refused; the earlier wish stands.</exception>
    public void Write(ContainerLaunch launch)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Durable.SyncFolder(Path.GetDirectoryName(folder)!);
        }

        AtomicFile.Write(Path.Join(folder, LaunchFile), Encode(launch));
    }

    /// <summary>Makes the record durable.</summary>
    /// <exception cref="IOException">The disk refused; the earlier record stands.</exception>
    public void Write(ContainerRecord record) =>
        AtomicFile.Write(Path.Join(folder, RecordFile), JsonSerializer.SerializeToUtf8Bytes(record, SupervisionJson.Default.ContainerRecord));

    /// <summary>Reads the wish; null when there is none, as after a power cut in the middle of the first start or of a removal.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or too large.</exception>
    public ContainerLaunch? ReadLaunch() => Read(LaunchFile, SupervisionJson.Default.ContainerLaunch);

    /// <summary>Reads the record; null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or too large.</exception>
    public ContainerRecord? ReadRecord() => Read(RecordFile, SupervisionJson.Default.ContainerRecord);

    /// <summary>Deletes the wish durably, then all else.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Delete()
    {
        if (!Directory.Exists(folder)) return;
        AtomicFile.Delete(Path.Join(folder, LaunchFile));
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Whether two launches are the same to the last field.</summary>
    public static bool Same(ContainerLaunch a, ContainerLaunch b) => Encode(a).AsSpan().SequenceEqual(Encode(b));

    private static byte[] Encode(ContainerLaunch launch) => JsonSerializer.SerializeToUtf8Bytes(launch, SupervisionJson.Default.ContainerLaunch);

    private T? Read<T>(string name, JsonTypeInfo<T> type) where T : class
    {
        var path = Path.Join(folder, name);
        if (AtomicFile.Read(path, Frame.MaxRequestBytes * 2) is not { } bytes) return null;
        try
        {
            return JsonSerializer.Deserialize(bytes, type);
        }
        catch (JsonException damaged)
        {
            throw new InvalidDataException($"\"{path}\": {damaged.Message}", damaged);
        }
    }
}
