using System.Runtime.InteropServices;
using EdgeOrch.Containers.Kernel;

namespace EdgeOrch.Containers.Terminals;

/// <summary>Copies between descriptors in this thread, through one buffer.</summary>
internal static unsafe class DescriptorRelay
{
    private const int BufferBytes = 16 * 1024;
    private const short Readable = 1;

    /// <summary>Copies until all outputs have ended, or one cannot be written; true unless the input asked for an earlier end.</summary>
    /// <param name="outputs">From where, and to where.</param>
    /// <param name="input">Descriptor to read for the other direction; -1 for none.</param>
    /// <param name="take">Takes what was read there, nothing at its end; false ends it all.</param>
    public static bool Run((int From, int To)[] outputs, int input, TakeInput take)
    {
        var buffer = stackalloc byte[BufferBytes];
        var polled = stackalloc PollEntry[outputs.Length + 1];
        var open = outputs.Length;
        while (open > 0)
        {
            for (var i = 0; i < outputs.Length; i++) polled[i] = new PollEntry { Fd = outputs[i].From, Events = Readable };
            polled[outputs.Length] = new PollEntry { Fd = input, Events = Readable };
            Libc.Call(Syscall.Ppoll, "streams", (nint)polled, outputs.Length + 1, 0, 0);
            for (var i = 0; i < outputs.Length; i++)
            {
                if (polled[i].Returned == 0 || Copy(outputs[i].From, outputs[i].To, buffer)) continue;
                outputs[i].From = -1;
                open--;
            }

            if (polled[outputs.Length].Returned == 0) continue;
            var read = Libc.Try(Syscall.Read, input, (nint)buffer, BufferBytes);
            if (read <= 0) input = -1;
            if (!take(new ReadOnlySpan<byte>(buffer, (int)Math.Max(0, read)))) return false;
        }

        return true;
    }

    /// <summary>Writes all of it; false when it cannot be.</summary>
    public static bool Write(int to, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            for (nint done = 0; done < bytes.Length;)
            {
                var written = Libc.Try(Syscall.Write, to, (nint)(first + done), bytes.Length - done);
                if (written < 0) return false;
                done += written;
            }
        }

        return true;
    }

    // A terminal says EIO when the last process has closed it.
    private static bool Copy(int from, int to, byte* buffer)
    {
        var read = Libc.Try(Syscall.Read, from, (nint)buffer, BufferBytes);
        return read == -Errno.TryAgain || read > 0 && Write(to, new ReadOnlySpan<byte>(buffer, (int)read));
    }

    /// <summary>Takes input.</summary>
    internal delegate bool TakeInput(ReadOnlySpan<byte> bytes);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Fd;
        public short Events;
        public short Returned;
    }
}
