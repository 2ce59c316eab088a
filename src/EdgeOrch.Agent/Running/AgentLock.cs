using System.Globalization;
using EdgeOrch.Agent.Storage;

namespace EdgeOrch.Agent.Running;

/// <summary>Makes sure that one process at a time works on a data folder, and tells which.</summary>
internal sealed class AgentLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _pidFile;

    private AgentLock(FileStream file, string pidFile) => (_file, _pidFile) = (file, pidFile);

    /// <summary>Takes the lock; null when another process has it.</summary>
    /// <exception cref="UnauthorizedAccessException">Not root.</exception>
    public static AgentLock? TryTake(DataFolder data)
    {
        FileStream file;
        try
        {
            file = new FileStream(data.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(data.Lock))
        {
            return null;
        }

        File.WriteAllText(data.Pid, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new AgentLock(file, data.Pid);
    }

    /// <summary>The process that has the lock; null when none does or it cannot be told.</summary>
    public static int? Holder(DataFolder data) =>
        File.Exists(data.Pid) && int.TryParse(File.ReadAllText(data.Pid), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && File.Exists($"/proc/{pid}/exe")
            ? pid
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_pidFile);
        _file.Dispose();
    }
}
