# %%
from caopan.board.page import show

show()
