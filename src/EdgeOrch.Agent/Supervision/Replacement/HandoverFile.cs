using System.Globalization;
using System.Text.Json;
using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Protocol;
using Microsoft.Win32.SafeHandles;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>Carries a <see cref="Handover"/> through execve(2): a file in memory, whose descriptor an environment variable names.</summary>
internal static class HandoverFile
{
    private const string Variable = "EDGEORCH_HANDOVER";

    /// <summary>Becomes another program; returns only when the kernel refuses, with the reason.</summary>
    /// <param name="image">The program and its command line.</param>
    /// <param name="handover">What it gets.</param>
    public static string Become(ProgramImage image, Handover handover)
    {
        try
        {
            var file = Posix.MemoryFile("edgeorch handover", JsonSerializer.SerializeToUtf8Bytes(handover, SupervisionJson.Default.Handover));
            foreach (var fd in handover.Descriptors.Append(file)) Posix.KeepOverExec(fd, true);
            try
            {
                return Posix.Execute(image.Path, image.Arguments, $"{Variable}={file}");
            }
            finally
            {
                Posix.Close(file);
            }
        }
        catch (IOException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Takes what an earlier program left to this process; null when there was none. Its descriptors close at the next execve.</summary>
    /// <exception cref="InvalidDataException">It is not understood.</exception>
    public static Handover? Take()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } text) return null;
        Environment.SetEnvironmentVariable(Variable, null);
        try
        {
            using var file = new FileStream(new SafeFileHandle(int.Parse(text, CultureInfo.InvariantCulture), ownsHandle: true), FileAccess.Read, 0);
            file.Position = 0;
            var handover = JsonSerializer.Deserialize(file, SupervisionJson.Default.Handover) ?? throw new JsonException("it is null");
            foreach (var fd in handover.Descriptors) Posix.KeepOverExec(fd, false);
            return handover;
        }
        catch (Exception damaged) when (damaged is JsonException or NotSupportedException or FormatException or OverflowException or IOException)
        {
            throw new InvalidDataException($"what the supervisor before left is not understood: {damaged.Message}", damaged);
        }
    }
}
