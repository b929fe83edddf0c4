package io.shardgate.admin.command;

import picocli.CommandLine;

/** Lists the cells. */
@CommandLine.Command(name = "GetCellInfoNames", description = "Lists the names of all cells.")
final class GetCellInfoNames implements Command {

    @Override
    public void run(ControlPlane control, CommandOutput out) {
        control.topology().cells().forEach(cell -> out.line(cell.name()));
    }
}
