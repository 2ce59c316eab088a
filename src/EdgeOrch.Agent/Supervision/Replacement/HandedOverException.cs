namespace EdgeOrch.Agent.Supervision.Replacement;

/// <summary>A command in a container is left to the program that this process becomes; its client gets the reply from there.</summary>
internal sealed class HandedOverException(HandedExec exec) : OperationCanceledException
{
    /// <summary>What the next program needs to go on.</summary>
    public HandedExec Exec => exec;
}
