# %%
from caopan.planning.app import show

show()
