using EdgeOrch.Agent.Supervision.Kernel;
using EdgeOrch.Agent.Supervision.Logs;
using EdgeOrch.Agent.Supervision.Protocol;

namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>Lets a program prove that it starts here and understands what a supervisor would leave to it, before anything depends on it.</summary>
internal static class ProgramCheck
{
    private const int SigKill = 9;
    private const int MostSaid = 512;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs the check; returns when it has passed.</summary>
    /// <exception cref="SupervisorException">The program is missing, not for this machine, ends badly or does not end; the message has what it said.</exception>
    public static async Task RunAsync(ProgramImage image, DescriptorPump pump, TimeProvider time)
    {
        var said = new CapturedOutput(MostSaid);
        var (read, write) = Posix.Pipe();
        var source = pump.Add(read, said);
        try
        {
            int pid;
            try
            {
                pid = Posix.Spawn(image.Path, image.CheckArguments, write);
            }
            finally
            {
                Posix.Close(write);
            }

            var ended = Task.Run(() => Posix.Wait(pid));
            var late = false;
            try
            {
                await ended.WaitAsync(s_patience, time);
            }
            catch (TimeoutException)
            {
                late = true;
                Posix.Kill(pid, SigKill);
            }

            var status = await ended;
            await pump.DrainAsync(source);
            if (late) throw Refused($"did not end its check within {s_patience.TotalSeconds:0} s");
            if (status != 0) throw Refused($"failed its check with {Posix.DescribeEnd(status)}: {said.Text.Trim().ReplaceLineEndings(" ")}");
        }
        catch (IOException failure)
        {
            throw Refused(failure.Message);
        }
        finally
        {
            await pump.DrainAsync(source);
        }

        SupervisorException Refused(string why) => new(SupervisorErrorKind.Failed, $"program \"{image.Path}\": {why}; the running supervisor stays");
    }
}
