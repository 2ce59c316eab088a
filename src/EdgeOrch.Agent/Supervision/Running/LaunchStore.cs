using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using EdgeOrch.Agent.Storage;
using EdgeOrch.Agent.Supervision.Protocol;
using EdgeOrch.Agent.Supervision.Records;

namespace EdgeOrch.Agent.Supervision.Running;

/// <summary>
/// The files of one container: <c>launch.json</c>, the wish; <c>observed.json</c>, what was observed last, for the next
/// supervisor of this boot; <c>record.json</c>, the same for the next boot, written only when that boot must act otherwise than
/// the wish alone says. The first and the last are durable: each costs a memory card some milliseconds and some of its life.
/// </summary>
/// <param name="folder">The container's own.</param>
/// <param name="bootId">The kernel's boot id.</param>
internal sealed class LaunchStore(string folder, string bootId)
{
    private const string LaunchFile = "launch.json";
    private const string ObservedFile = "observed.json";
    private const string RecordFile = "record.json";

    private ContainerRecord? _durable;

    /// <summary>The container's folder; also holds its FIFOs and its log.</summary>
    public string Folder => folder;

    /// <summary>Makes the wish durable; the folder is there on return, the rest when the task completes.</summary>
    /// <returns>Fails with an <see cref="IOException"/> when the disk refused; the earlier wish stands then.</returns>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public Task WriteAsync(ContainerLaunch launch)
    {
        var made = !Directory.Exists(folder);
        if (made) Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Task.Run(() =>
        {
            if (made) Durable.SyncFolder(Path.GetDirectoryName(folder)!);
            AtomicFile.Write(Path.Join(folder, LaunchFile), Encode(launch));
        });
    }

    /// <summary>Keeps the record; what it says of the wish is durable on return.</summary>
    /// <exception cref="IOException">The disk refused; the earlier record stands.</exception>
    public void Write(ContainerRecord record)
    {
        AtomicFile.WriteForThisBoot(Path.Join(folder, ObservedFile), JsonSerializer.SerializeToUtf8Bytes(new ObservedRecord(bootId, record), SupervisionJson.Default.ObservedRecord));
        if (Meaning(record) == Meaning(_durable is { } last && last.Revision == record.Revision ? last : null)) return;
        AtomicFile.Write(Path.Join(folder, RecordFile), JsonSerializer.SerializeToUtf8Bytes(record, SupervisionJson.Default.ContainerRecord));
        _durable = record;
    }

    /// <summary>Reads the wish; null when there is none, as after a power cut in the middle of the first start or of a removal.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or too large.</exception>
    public ContainerLaunch? ReadLaunch() => Read(LaunchFile, SupervisionJson.Default.ContainerLaunch);

    /// <summary>Reads what an earlier supervisor of this boot observed last; null when there was none.</summary>
    /// <exception cref="InvalidDataException">The file is too large or damaged, as a power cut may leave it.</exception>
    public ContainerRecord? ReadObserved() =>
        Read(ObservedFile, SupervisionJson.Default.ObservedRecord) is { } observed && observed.BootId == bootId ? observed.Record : null;

    /// <summary>Reads the durable record, which decides what has to be written: call it before <see cref="Write(ContainerRecord)"/> when the folder may be an earlier supervisor's. Null when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or too large.</exception>
    public ContainerRecord? ReadRecord() => _durable = Read(RecordFile, SupervisionJson.Default.ContainerRecord);

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

    // What the next boot does with it: without a record of its revision, a container is wanted.
    private static (bool Wanted, bool? Stopped, bool Failed) Meaning(ContainerRecord? record) => record switch
    {
        null or { Wanted: true } => (true, null, false),
        _ => (false, record.Stopped, record.Phase == ContainerPhase.Failed),
    };

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
